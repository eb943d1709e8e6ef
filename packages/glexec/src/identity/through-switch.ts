import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CommandResult,
  type Delivery,
  type OutputTarget,
  runCommand,
  type RunningCommand,
  type SignalGroup,
} from '@panda-pilot/timed-command';
import type { IdentitySwitch } from './identity-switch.ts';
import { signalCommand } from '../start/supervisor.ts';

/** How long a supervisor may take to obey the end of its pipe before it is killed through the switch. */
const obedienceMs = 300;
/** A group is signalled again only after so long. */
const repeatMs = 100;

/** What a command run through a switch reads and writes. */
export interface ThroughOptions {
  readonly stdin?: Readable;
  readonly stdout?: OutputTarget;
  readonly timeoutMs: number;
  readonly maxOutputBytes?: number;
}

/** Runs one of our own short commands as the other account. */
export function runThrough(
  identity: IdentitySwitch,
  command: readonly string[],
  { stdin, stdout = 'collect', ...bounds }: ThroughOptions,
): Promise<CommandResult> {
  const { file, args, env } = identity.entry(command);
  return runCommand(file, args, { cwd: '/', env, stdout, ...bounds, ...(stdin === undefined ? {} : { stdin }) });
}

/**
 * Reaches the processes of another account. Gentle signals go nowhere from here: when a command is stopped its input is
 * ended, and that tells the supervisor to pass on SIGTERM. SIGKILL goes through the switch at once, except to the
 * supervisor: it gets time to obey, then, should the payload have stopped it, SIGCONT (killed at this point it would
 * leave a stopped sudo behind), and SIGKILL when that was no use either.
 */
export function reachThrough(identity: IdentitySwitch, command: () => RunningCommand): SignalGroup {
  const lastSent = new Map<number, number>();
  const send = async (group: number, signal: NodeJS.Signals): Promise<Delivery> => {
    const { ending } = await runThrough(identity, signalCommand(group, signal), { timeoutMs: 5000 });
    lastSent.set(group, performance.now());
    return ending.kind === 'exited' && ending.exitCode === 0 ? 'sent' : 'denied';
  };
  return async (group, signal) => {
    if (signal !== 'SIGKILL') return 'sent';
    const sentAt = lastSent.get(group);
    if (sentAt !== undefined && performance.now() - sentAt < repeatMs) return 'sent';
    if (group !== command().pid || sentAt !== undefined) return await send(group, 'SIGKILL');
    return (await endsSoon(group)) ? 'gone' : await send(group, 'SIGCONT');
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
