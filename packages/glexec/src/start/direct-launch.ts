import { type Duplex, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  allPids,
  type CommandResult,
  type RunningCommand,
  type SignalGroup,
  startCommand,
  statOf,
} from '@panda-pilot/timed-command';
import type { Box } from '../box/box.ts';
import { deferCommand, type DeferredHooks } from './deferred-command.ts';
import { environmentBlock } from './environment.ts';
import type { Payload, Policy } from '../launcher.ts';
import { lastWords } from './last-words.ts';
import { createLineReader } from './line-reader.ts';
import { failedStart } from './starter-outcome.ts';
import { readStarterLine, starterCommand, type StarterReport } from './starter.ts';

/** How long the channel may still be open when everything that could hold it has ended. */
const channelPatienceMs = 500;

/** Starts a payload under the pilot's own account: as it is, with limits, or in a box. */
export function launchDirectly(payload: Payload, policy: Policy, box: Box | undefined): RunningCommand {
  if (box === undefined && Object.keys(policy.limits).length === 0) return startPlainly(payload);
  return deferCommand(payload.signal, (hooks) => runStarter({ payload, policy, box }, hooks));
}

function startPlainly(payload: Payload): RunningCommand {
  return startCommand(payload.file, payload.args, { ...commonOptions(payload), env: payload.env, stdin: 'ignore' });
}

interface DirectLaunch {
  readonly payload: Payload;
  readonly policy: Policy;
  readonly box: Box | undefined;
}

async function runStarter(
  { payload, policy, box }: DirectLaunch,
  { signal, onStarted }: DeferredHooks,
): Promise<CommandResult> {
  await box?.prepare();
  const { sandbox, file, args, env } = payload;
  const starter = starterCommand({ work: sandbox.work, limits: policy.limits, file, args });
  const [program = '', ...rest] = box?.wrap(starter, { sandbox, policy }) ?? starter;
  const running: RunningCommand = startCommand(program, rest, {
    ...commonOptions(payload),
    // The box itself runs outside: what the payload's environment says about loaders and paths is none of its business.
    env: box?.env ?? {},
    stdin: Readable.from([environmentBlock(env)]),
    channel: true,
    signal,
    ...(box === undefined ? {} : { signalGroup: sparing(() => running.pid) }),
  });
  let report: StarterReport | undefined;
  const told = listen(running.channel, (line) => {
    report ??= readStarterLine(line);
    if (report?.said === 'started') onStarted(running.pid);
  });
  const result = await running.result;
  await Promise.race([told, sleep(channelPatienceMs, undefined, { ref: false })]);
  if (report?.said === 'failed') return failedStart(result, report, payload);
  if (report?.said === 'started' || box === undefined || result.ending.kind !== 'exited') return result;
  throw box.refusal(await lastWords(payload.stderr));
}

/**
 * Keeps every signal but SIGKILL from `leader`: a box dies of the first one, and takes the payload with it before its
 * grace. The payload gets its signals process by process; with Apptainer it shares the group of the box.
 */
function sparing(leader: () => number | undefined): SignalGroup {
  return (group, signal) => {
    if (group !== leader() || signal === 'SIGKILL') return send(-group, signal);
    const members = allPids().filter((pid) => pid !== group && statOf(pid)?.group === group);
    for (const pid of members) send(pid, signal);
    return 'sent';
  };
}

function send(target: number, signal: NodeJS.Signals): 'sent' | 'gone' {
  try {
    process.kill(target, signal);
    return 'sent';
  } catch {
    return 'gone';
  }
}

/** Resolves when the channel has ended. */
function listen(channel: Duplex | undefined, onLine: (line: string) => void): Promise<void> {
  return new Promise((resolve) => {
    const take = createLineReader(onLine);
    channel?.on('data', (chunk: Buffer) => take(chunk));
    channel?.once('close', () => resolve());
    channel?.once('end', () => resolve());
    channel?.once('error', () => resolve());
    channel?.end();
  });
}

/** Everything about the command that does not depend on how it is started. */
function commonOptions(payload: Payload) {
  const { sandbox, stdout, stderr, signal, graceMs, timeoutMs, usage = 'sampled' } = payload;
  return {
    cwd: sandbox.work,
    stdout: { file: stdout },
    stderr: { file: stderr },
    leftovers: 'kill',
    whenWeDie: 'kill',
    usage,
    ...(signal === undefined ? {} : { signal }),
    ...(graceMs === undefined ? {} : { graceMs }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  } as const;
}
