import { mkdir } from 'node:fs/promises';
import { type Job, PilotError, isPilotError, parseJob } from '@panda-pilot/core';
import {
  type JobDirectory,
  type JobReport,
  type LaunchOrder,
  jobDirectory,
  makeJobDirectory,
  openJournal,
  writeAssignment,
  writeDurably,
} from '@panda-pilot/runjob';
import { isPandaServerError, pilotErrorFor } from '@panda-pilot/panda-client';
import type { AgentContext, JobEnd } from '../context.ts';
import { watchCredential } from '../credential/credential-watch.ts';
import { runDebugCommand } from './debug-command.ts';
import { deliver } from './deliver.ts';
import { failedReport } from './failed-report.ts';
import { type AgentTimings, finalUpdate } from './final-update.ts';
import { createJobOrders } from './job-orders.ts';
import { type KnownOfPayload, learnOfPayload } from './payload-use.ts';
import { appendPandaId } from '../harvester/marker-files.ts';
import { removeTree } from '../recovery/remove-tree.ts';
import { jobDirectoryOf } from '../recovery/site-directory.ts';
import { type StatusUpdates, createStatusUpdates } from './status-updates.ts';
import { whileRenewed } from '../launch/while-renewed.ts';
import { runJobToReport } from './runjob-to-report.ts';
import type { RunJobOrders } from './supervise-runjob.ts';

/** A job that is over, and the delivery of its final update. */
export interface SupervisedJob {
  readonly end: JobEnd;
  /** Resolves once the update was tried for the first time: the next job waits no longer than that. */
  readonly tried: Promise<void>;
  /** Resolves true once the server has acknowledged. */
  readonly delivered: Promise<boolean>;
}

/**
 * Runs one job from the server's answer to its final update. A job that we cannot even begin is reported as failed. Rejects only, with
 * the PilotError, when the answer does not tell which job it is about.
 */
export async function superviseJob(
  context: AgentContext,
  given: { readonly wire: unknown; readonly site: string; readonly getJobMs: number },
): Promise<SupervisedJob> {
  const gotJobAt = performance.now();
  const timings: { -readonly [name in keyof AgentTimings]: AgentTimings[name] } = {
    getJobMs: given.getJobMs,
    initialSetupMs: context.initialSetupMs,
  };
  const accepted = await accept(context, given);
  if (accepted.kind === 'refused') {
    context.logger.error({ err: accepted.error }, 'the job cannot be run');
    return conclude(context, { report: failedReport(given.wire, accepted.error), timings });
  }
  const { job, directory, launch } = accepted;
  const onBegun = (): void => {
    timings.setupMs ??= performance.now() - gotJobAt;
  };
  try {
    const report = await runToReport(context, { job, directory, launch, onBegun });
    return conclude(context, { report, job, directory, timings });
  } finally {
    if (launch !== undefined) context.launching?.release(launch);
  }
}

type Acceptance =
  | { readonly kind: 'accepted'; readonly job: Job; readonly directory: JobDirectory; readonly launch?: LaunchOrder }
  | { readonly kind: 'refused'; readonly error: PilotError };

/** Writes everything that a later pilot would need, before anything is done for the job. */
async function accept(
  context: AgentContext,
  given: { readonly wire: unknown; readonly site: string },
): Promise<Acceptance> {
  let root: string | undefined;
  try {
    const job = parseJob(given.wire);
    root = jobDirectoryOf(given.site, job.pandaId);
    await mkdir(root, { recursive: true, mode: 0o770 });
    const launch = await decideLaunch(context, job, root);
    const order = isPilotError(launch) ? undefined : launch;
    const directory = jobDirectory(root, order?.otherAccount === true ? 'other-account' : 'own-account');
    await makeJobDirectory(directory);
    const journal = openJournal(directory.journal);
    // On record before there is an assignment: nobody ever starts this payload some other way.
    if (isPilotError(launch)) journal.append({ event: 'job-failed', error: launch.toJSON() });
    const { queuedataText, queuedata, jobSettings } = context;
    const launchOrder = order === undefined ? {} : { launch: order };
    const assignment = { job, queuedataText, queue: queuedata.name, settings: jobSettings, ...launchOrder };
    await writeAssignment(directory.assignment, assignment);
    const { pandaId, attemptNumber } = job;
    journal.append({ event: 'job-accepted', pandaId, attemptNumber });
    await tellWrapper(context, pandaId);
    return { kind: 'accepted', job, directory, ...launchOrder };
  } catch (error) {
    if (root !== undefined) await removeTree(root);
    return { kind: 'refused', error: isPilotError(error) ? error : diskError(error) };
  }
}

/** How the payload is to be started; the error of a job whose payload must not be, which then only stores its log and reports. */
async function decideLaunch(
  { launching, logger }: AgentContext,
  job: Job,
  root: string,
): Promise<LaunchOrder | PilotError | undefined> {
  try {
    return await launching?.orderFor(job, root);
  } catch (error) {
    const cause = isPandaServerError(error) ? pilotErrorFor(error) : error;
    if (!isPilotError(cause)) throw error;
    logger.error({ jobId: job.pandaId, err: cause }, 'the payload cannot be started as it must be');
    return cause;
  }
}

/** Wrappers read which jobs this pilot has begun; one that cannot is no reason not to run them. */
async function tellWrapper({ logger, pandaIdsDirectory }: AgentContext, pandaId: number): Promise<void> {
  if (pandaIdsDirectory === undefined) return;
  await appendPandaId(pandaIdsDirectory, pandaId).catch((error: unknown) =>
    logger.warn({ err: error, pandaIdsDirectory }, 'pandaIDs.out could not be written'),
  );
}

/** What the file system said while the job's directory was made. */
function diskError(error: unknown): PilotError {
  const full = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
  return new PilotError(
    full ? 'NO_LOCAL_SPACE' : 'FILE_HANDLING_FAILURE',
    error instanceof Error ? error.message : '',
    { cause: error },
  );
}

/** What a job is run with. */
interface BegunJob {
  readonly job: Job;
  readonly directory: JobDirectory;
  readonly launch: LaunchOrder | undefined;
  readonly onBegun: () => void;
}

/** From the first word to the server to the report, whatever becomes of runjob. */
async function runToReport(context: AgentContext, given: BegunJob): Promise<JobReport> {
  const { job, directory, onBegun } = given;
  const logger = context.logger.child({ jobId: job.pandaId });
  const orders = createJobOrders(job.debug);
  const watch = watchCredential(() => context.checkCredential('running'), {
    everyMs: context.times.credentialWatchMs,
    logger,
  });
  const stop = AbortSignal.any([context.stop, context.slotTime.over, orders.kill, watch.lost]);
  const debugOutput = (): Promise<string> => debugAnswer(context, directory, orders.question);
  let payload: KnownOfPayload = {};
  const updates = createStatusUpdates(context, job, { logger, orders, debugOutput, payload: () => payload });
  try {
    updates.say('starting');
    const watching: RunJobOrders = {
      logger,
      stop,
      onMessage(message) {
        if (message.type === 'phase') onBegun();
        watch.follow(message);
        payload = learnOfPayload(payload, message);
        follow(context, { job, updates, message });
      },
    };
    const ended = await whileRenewed(context.launching, given, (renewals) =>
      runJobToReport(context, directory, { ...watching, renewals }),
    );
    if (!('vanished' in ended)) return ended;
    const error = new PilotError('NO_CHILD_PROCESSES', `runjob ended without a report: ${ended.vanished}`);
    return { ...failedReport(job.wire, error, directory), payload };
  } finally {
    watch.close();
    updates.close();
  }
}

/** What a debug heartbeat carries: what the operator asked for, or the last lines of the payload. */
function debugAnswer(
  context: AgentContext,
  directory: JobDirectory,
  question = 'tail payload.stdout',
): Promise<string> {
  const { env, startCommand } = context;
  return runDebugCommand(question, { directory: directory.work, env, startCommand });
}

function follow(
  context: AgentContext,
  given: {
    readonly job: Job;
    readonly updates: StatusUpdates;
    readonly message: Parameters<RunJobOrders['onMessage']>[0];
  },
): void {
  const { job, updates, message } = given;
  const working =
    message.type === 'payload-started' ||
    (message.type === 'phase' && message.phase === 'staging-in' && job.inputs.length > 0);
  if (working) updates.say('running');
  if (message.type === 'ended') updates.close();
  context.report({ pandaId: job.pandaId, ...message });
}

/** Delivers the final update, or that the job is held; when the server has a final one, nothing of the job is owed and its directory goes. */
export function conclude(
  context: AgentContext,
  over: {
    readonly report: JobReport;
    readonly job?: Job;
    readonly directory?: JobDirectory;
    readonly timings?: AgentTimings;
  },
): SupervisedJob {
  const { pandaId, state, error } = over.report;
  const end: JobEnd = { pandaId, state, ...(error === undefined ? {} : { error }) };
  let onTried = (): void => undefined;
  const tried = new Promise<void>((resolve) => (onTried = resolve));
  const delivered = deliverAndClean(context, { ...over, onTried });
  return { end, tried: Promise.race([tried, delivered.then(() => undefined)]), delivered };
}

async function deliverAndClean(
  context: AgentContext,
  over: Parameters<typeof conclude>[1] & { readonly onTried: () => void },
): Promise<boolean> {
  const { report, onTried } = over;
  const held = report.state === 'holding';
  // A later pilot goes on in the directory of a job that is held, as it is.
  const directory = held ? undefined : over.directory;
  const logger = context.logger.child({ jobId: report.pandaId });
  const update = finalUpdate(report, { ...over, context });
  if (!held) await context.exchange?.tellFiles(report);
  const { updates, stop, times } = context;
  const result = await deliver(updates, update, { patienceMs: times.reportPatienceMs, logger, stop, onTried });
  if (result.kind === 'undelivered') {
    logger.error({ err: result.reason }, 'the server does not have the final update; the next pilot sends it');
    context.report({ type: 'undelivered', pandaId: report.pandaId, reason: result.reason.message });
    if (directory !== undefined) await keepForNextPilot(context, directory, report);
    return false;
  }
  logger.info({ state: report.state, code: report.error?.code }, 'the server has the final update');
  context.report({ type: 'reported', pandaId: report.pandaId, report });
  if (directory !== undefined) await forget(context, directory, report.state);
  return true;
}

/** The server knows the end: nothing of the job is owed any more. */
async function forget(context: AgentContext, directory: JobDirectory, state: JobReport['state']): Promise<void> {
  try {
    openJournal(directory.journal).append({ event: 'final-update-acknowledged', state });
  } catch (error) {
    context.logger.warn({ err: error }, 'the journal could not be closed; the next pilot would ask the server');
  }
  if (context.keep) return;
  await removeTree(directory.root).catch((error: unknown) =>
    context.logger.error({ err: error, directory: directory.root }, 'the directory of the job could not be removed'),
  );
}

async function keepForNextPilot(context: AgentContext, directory: JobDirectory, report: JobReport): Promise<void> {
  try {
    await writeDurably(directory.report, `${JSON.stringify(report, null, 1)}\n`);
  } catch (error) {
    context.logger.error({ err: error }, 'the report could not be kept for the next pilot');
  }
}
