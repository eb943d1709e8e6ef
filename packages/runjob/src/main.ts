import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { errorOfSignal, type Logger, PilotError, redact } from '@panda-pilot/core';
import { readLease, takeLease } from '@panda-pilot/lease';
import { createTransferEngine, removeOrphans } from '@panda-pilot/movers-core';
import { startCommand } from '@panda-pilot/timed-command';
import { type Assignment, readAssignment } from './state/assignment.ts';
import { type Channel, openChannel } from './channel/channel.ts';
import type { JobReport } from './state/job-report.ts';
import { openJournal } from './state/journal.ts';
import type { CheckCredential, RunJobDeps } from './job-run.ts';
import type { OpenLauncher } from './launch/payload-launcher.ts';
import { transferEnvironment } from './launch/transfer-environment.ts';
import { type FromRunJob, type ToRunJob, toRunJobSchema } from './channel/messages.ts';
import { openCatalogues } from './staging/catalogues/open-catalogues.ts';
import { type MakeFetch, moverTools, siteMovers } from './staging/site-movers.ts';
import { openTraces } from './staging/traces/job-traces.ts';
import { runJob } from './run-job.ts';
import { type StopOrder, createStopOrder } from './channel/stop-order.ts';
import { type JobDirectory, jobDirectory, makeJobDirectory } from './state/workdir.ts';

/**
 * Signals that ask for an orderly end. Batch systems warn with SIGUSR1, by which Node would open its debugger to
 * everybody on the node.
 */
export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGQUIT' | 'SIGXCPU' | 'SIGUSR1';

/** What the outermost layer gives the process. */
export interface RunJobProcess {
  /** `D`: holds `job.json`. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** To the agent; absent when a person runs the job by hand. */
  readonly channel?: Duplex;
  /** The agent that starts us has already run this job, and lost it. */
  readonly again: boolean;
  /** Makes launchers; absent where only plain payloads can be started. */
  readonly openLauncher?: OpenLauncher;
  readonly checkCredential?: CheckCredential;
  /** Absent where services of the grid are spoken to as Node does. */
  readonly makeFetch?: MakeFetch;
  createLogger(file: string, level: string): Logger;
  /** Calls `listener` for each signal that asks the process to end. */
  onSignal(listener: (name: EndingSignal) => void): void;
  /** Leaves the process at once. */
  leave(exitCode: number): void;
}

/**
 * One job in one process, from `D/job.json` to `D/report.json`. Resolves with the report. Rejects with a PilotError when the directory
 * holds no job, is somebody else's, or cannot be used.
 */
export async function main(given: RunJobProcess): Promise<JobReport> {
  const assignment = await readAssignment(jobDirectory(given.directory).assignment);
  const directory = jobDirectory(
    given.directory,
    assignment.launch?.otherAccount === true ? 'other-account' : 'own-account',
  );
  await hold(directory);
  const { settings } = assignment;
  const logger = given.createLogger(directory.log, settings.logLevel).child({ jobId: assignment.job.pandaId });
  const stop = createStopOrder(settings.graceMs);
  given.onSignal((name) => stop.order(errorOfSignal(name, 'runjob')));
  const renewed = new EventEmitter();
  const line = openLine(given, { assignment, logger, stop, renewed });
  try {
    await makeJobDirectory(directory);
    // An earlier runjob of this job may have been killed in the middle of a transfer.
    await removeOrphans(directory.root);
    return await runTraced(given, { assignment, directory, logger, stop, renewed, tell: line.tell });
  } finally {
    line.close();
  }
}

/** What a run of the job is told and given besides. */
interface Run extends Pick<RunJobDeps, 'assignment' | 'directory' | 'logger' | 'stop' | 'tell'> {
  readonly renewed: EventEmitter;
}

/** The job itself; whatever becomes of it, what traces are under way get their half second. */
async function runTraced(given: RunJobProcess, { renewed, ...run }: Run): Promise<JobReport> {
  const { assignment, directory, logger } = run;
  const env = transferEnvironment(given.env, assignment.launch);
  const tools = moverTools(env, { logger, makeFetch: given.makeFetch, scratch: directory.root });
  const traces = openTraces(assignment, { fetch: tools.fetch, logger });
  try {
    return await runJob({
      ...run,
      journal: openJournal(directory.journal),
      createEngine: (onEvent) =>
        createTransferEngine({
          movers: siteMovers(assignment.queuedata, tools),
          queuedata: assignment.queuedata,
          logger,
          onEvent: (event) => {
            onEvent(event);
            traces.note(event);
          },
        }),
      catalogues: openCatalogues(assignment, tools),
      startCommand,
      ...(given.openLauncher === undefined ? {} : { openLauncher: given.openLauncher }),
      ...(given.checkCredential === undefined ? {} : { checkCredential: given.checkCredential }),
      env: given.env,
      whenRenewed: (listener) => void renewed.on('renewed', listener),
      lostPayload: given.again ? 'NO_CHILD_PROCESSES' : 'LOST_JOB_NOT_FINISHED',
    });
  } finally {
    await traces.close();
  }
}

async function hold({ root }: JobDirectory): Promise<void> {
  if (await takeLease(root)) return;
  const lease = readLease(root);
  const owner = lease.kind === 'free' ? 'another process' : `process ${lease.owner.pid} on ${lease.owner.host}`;
  throw new PilotError('JOB_ALREADY_RUNNING', `${root} is held by ${owner}`);
}

/** The line to the agent: orders come in, messages go out. An agent that dies leaves us the time that the settings allow. */
function openLine(
  given: RunJobProcess,
  to: {
    readonly assignment: Assignment;
    readonly logger: Logger;
    readonly stop: StopOrder;
    readonly renewed: EventEmitter;
  },
): { readonly tell: (message: FromRunJob) => void; close(): void } {
  if (given.channel === undefined) return { tell: () => undefined, close: () => undefined };
  let orphaned: NodeJS.Timeout | undefined;
  const channel: Channel<FromRunJob> = openChannel<ToRunJob, FromRunJob>(given.channel, toRunJobSchema, {
    onMessage(message) {
      if (message.type === 'leave') given.leave(1);
      else if (message.type === 'credential-renewed') to.renewed.emit('renewed');
      else to.stop.order(PilotError.fromJSON(message.error));
    },
    onClosed(fault) {
      const { orphanLimitMs } = to.assignment.settings;
      to.logger.warn({ err: fault, orphanLimitMs }, 'the agent is gone');
      orphaned = setTimeout(() => {
        to.stop.order(
          new PilotError('LOST_JOB_NOT_FINISHED', redact(`no agent for ${orphanLimitMs / 60_000} minutes`)),
        );
      }, orphanLimitMs);
      orphaned.unref();
    },
  });
  return {
    tell: (message) => channel.send(message),
    close() {
      clearTimeout(orphaned);
      channel.close();
    },
  };
}
