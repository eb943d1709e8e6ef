import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CommandResult, type OutputTarget, runCommand, type RunningCommand, type SignalGroup } from '@panda-pilot/timed-command';
import type { IdentitySwitch } from './identity-switch.ts';
import { signalCommand } from './supervisor.ts';

/** How long a supervisor may take to obey the end of its pipe before it is killed through the switch. */
const obedienceMs = 300;
/** SIGKILL is sent to a group again only after so long. */
const repeatMs = 50;

/** What a command run through a switch reads and writes. */
export interface ThroughOptions {
  readonly stdin?: Readable;
  readonly stdout?: OutputTarget;
  readonly timeoutMs: number;
}

/** Runs one of our own short commands as the other account. */
export function runThrough(
  identity: IdentitySwitch,
  command: readonly string[],
  { stdin, stdout = 'collect', timeoutMs }: ThroughOptions,
): Promise<CommandResult> {
  const { file, args, env } = identity.entry(command);
  return runCommand(file, args, { cwd: '/', env, stdout, timeoutMs, ...(stdin === undefined ? {} : { stdin }) });
}

/**
 * Reaches the processes of another account. Gentle signals go nowhere from here: when a command is stopped its input ends, and that tells the
 * supervisor to pass on SIGTERM. SIGKILL goes to a supervisor only when it does not obey, to any other group at once, always through the switch.
 */
export function reachThrough(identity: IdentitySwitch, command: () => RunningCommand): SignalGroup {
  const lastSent = new Map<number, number>();
  return async (group, signal) => {
    if (signal !== 'SIGKILL') return 'sent';
    if (group === command().pid && !lastSent.has(group) && (await endsSoon(group))) return 'gone';
    if (performance.now() - (lastSent.get(group) ?? Number.NEGATIVE_INFINITY) < repeatMs) return 'sent';
    const { ending } = await runThrough(identity, signalCommand(group, signal), { timeoutMs: 5000 });
    lastSent.set(group, performance.now());
    return ending.kind === 'exited' && ending.exitCode === 0 ? 'sent' : 'denied';
  };
}

/** Our own child ends without our doing; a look at it costs nothing, and only an end by force takes this way. */
async function endsSoon(pid: number): Promise<boolean> {
  for (const deadline = performance.now() + obedienceMs; performance.now() < deadline; await sleep(5)) {
    if (!exists(pid)) return true;
  }
  return false;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
