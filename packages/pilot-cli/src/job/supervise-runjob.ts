import type { EventEmitter } from 'node:events';
import { type Logger, PilotError } from '@panda-pilot/core';
import {
  type FromRunJob,
  type JobDirectory,
  type JobReport,
  type ToRunJob,
  fromRunJobSchema,
  jobReportSchema,
  openChannel,
  readOwnFile,
} from '@panda-pilot/runjob';
import { describeEnding } from '@panda-pilot/timed-command';
import type { AgentContext } from '../context.ts';

export interface RunJobOrders {
  /** The job's own logger. */
  readonly logger: Logger;
  /** Aborted, with a PilotError as reason, when the job is to be stopped; its log is still stored. */
  readonly stop: AbortSignal;
  /** Emits `renewed` whenever the proxy of the job's owner is a new one. */
  readonly renewals?: EventEmitter;
  onMessage(message: FromRunJob): void;
}

/** runjob ended and owes its report. */
export interface Vanished {
  readonly vanished: string;
}

/**
 * Starts runjob on a directory and waits for its report, from the channel or, failing that, from the disk. A runjob that does not obey
 * a stop is killed. Resolves with `vanished` when it ended without a report; never rejects for what it does.
 */
export async function superviseRunJob(
  context: AgentContext,
  directory: JobDirectory,
  orders: RunJobOrders & { readonly again: boolean },
): Promise<JobReport | Vanished> {
  const [file, ...first] = context.runjob;
  const hardStop = new AbortController();
  const args = [...first, '--dir', directory.root, '--channel', '3', ...(orders.again ? ['--again'] : [])];
  const child = context.startCommand(file, args, {
    cwd: directory.root,
    env: context.env,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: { file: directory.stderr },
    channel: true,
    whenWeDie: 'leave',
    // It looks at its payload itself.
    usage: 'counted',
    leftovers: 'kill',
    signal: hardStop.signal,
    graceMs: 0,
  });
  const line = listen(child.channel, orders);
  const letSleep = keepAwake(child.started);
  const endStop = forwardStop(context, orders.stop, { send: line.send, kill: () => hardStop.abort() });
  const tellRenewal = (): void => line.send({ type: 'credential-renewed' });
  orders.renewals?.on('renewed', tellRenewal);
  const result = await child.result;
  letSleep();
  orders.renewals?.off('renewed', tellRenewal);
  endStop();
  const report = line.report() ?? readReport(directory.report);
  return report ?? { vanished: describeEnding(result.ending) };
}

const wakeMs = 5000;

/** A payload of the pilot's own account can stop its supervisor by a signal: nobody would look after it any more. */
function keepAwake(started: Promise<number | undefined>): () => void {
  let pid: number | undefined;
  void started.then((known) => (pid = known));
  const timer = setInterval(() => {
    if (pid !== undefined) wake(pid);
  }, wakeMs);
  return () => clearInterval(timer);
}

function wake(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    // It has ended, and we hear of it next.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function listen(
  stream: Parameters<typeof openChannel>[0] | undefined,
  orders: RunJobOrders,
): { readonly send: (message: ToRunJob) => void; report(): JobReport | undefined } {
  if (stream === undefined) return { send: () => undefined, report: () => undefined };
  let report: JobReport | undefined;
  const channel = openChannel<FromRunJob, ToRunJob>(stream, fromRunJobSchema, {
    onMessage(message) {
      if (message.type === 'ended') report = message.report;
      orders.onMessage(message);
    },
    onClosed(fault) {
      if (fault !== undefined) orders.logger.error({ err: fault }, 'runjob does not speak our language');
    },
  });
  return { send: (message) => channel.send(message), report: () => report };
}

/** Tells runjob to stop, and kills it when it has not ended after the payload's grace and the time for the log. */
function forwardStop(
  context: AgentContext,
  stop: AbortSignal,
  runjob: { send(message: ToRunJob): void; kill(): void },
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const forward = (): void => {
    const cause: unknown = stop.reason;
    const error = cause instanceof PilotError ? cause : new PilotError('KILL_SIGNAL', String(cause));
    runjob.send({ type: 'stop', error: error.toJSON() });
    timer = setTimeout(() => runjob.kill(), 2 * (context.jobSettings.graceMs ?? 10_000) + context.times.runjobGraceMs);
  };
  if (stop.aborted) forward();
  else stop.addEventListener('abort', forward, { once: true });
  return () => {
    clearTimeout(timer);
    stop.removeEventListener('abort', forward);
  };
}

/** The report on the disk, if there is a whole one. */
export function readReport(path: string): JobReport | undefined {
  try {
    return jobReportSchema.parse(JSON.parse(readOwnFile(path)));
  } catch {
    return undefined; // none yet, or not whole: its job is not over
  }
}
