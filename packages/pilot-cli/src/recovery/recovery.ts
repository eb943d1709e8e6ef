import { existsSync, watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, PilotError } from '@panda-pilot/core';
import { isPandaServerError, withRetries } from '@panda-pilot/panda-client';
import { readLease, takeLease } from '@panda-pilot/lease';
import {
  type Assignment,
  type FromRunJob,
  type JobDirectory,
  type JobReport,
  type LaunchOrder,
  openJournal,
} from '@panda-pilot/runjob';
import type { AgentContext, JobEnd } from '../context.ts';
import { failedReport } from '../job/failed-report.ts';
import { conclude } from '../job/conclude.ts';
import { whileRenewed } from '../launch/while-renewed.ts';
import { runJobToReport } from '../job/runjob-to-report.ts';
import { readReport } from '../job/supervise-runjob.ts';
import { type Case, caseOf } from './cases.ts';
import { type FoundJob, type ServerWord, lookAtJob } from './remains.ts';
import { jobDirectories, releaseSite, removeIfEmpty, siteDirectories } from './site-directory.ts';
import { removeTree } from './remove-tree.ts';

export interface Recovered {
  readonly jobs: readonly JobEnd[];
  readonly undelivered: number;
}

/** One pilot takes up no more lost jobs than this: it has its own to run. */
export const mostJobsAPilot = 20;

/**
 * Treats the jobs that dead pilots of this host have left below the work directory, and those in the queue's recovery
 * directory, as the table of cases says: what is missing is done, what is done is not repeated, and the server gets its
 * final updates. Never rejects for what a directory holds: that is logged, and left for a person.
 */
export async function recoverJobs(context: AgentContext): Promise<Recovered> {
  const round: Round = { jobs: [], undelivered: 0, takenUp: 0 };
  const busy: Promise<void>[] = [];
  for (const site of await deadSites(context)) {
    const later: string[] = [];
    for (const path of await jobDirectories(site)) {
      if (context.stop.aborted) break;
      if (isHeld(path) || (await treatJob(context, path, { round, accounts: 'later' })) === 'later') later.push(path);
    }
    busy.push(recoverWhenFree(context, { site, jobs: later, round }));
  }
  await Promise.all(busy);
  return round;
}

interface Round {
  readonly jobs: JobEnd[];
  undelivered: number;
  takenUp: number;
}

/** The directories of dead pilots, each taken over by this one. */
async function deadSites(context: AgentContext): Promise<string[]> {
  const { recoverDir } = context.queuedata;
  const found = await Promise.all(
    [context.workdir, ...(recoverDir === undefined ? [] : [recoverDir])].map(siteDirectories),
  );
  const taken: string[] = [];
  for (const site of found.flat()) if (site !== context.site && (await take(context, site))) taken.push(site);
  return taken;
}

/** False for what is alive, another host's, or another user's: none of it is ours to touch. */
async function take(context: AgentContext, site: string): Promise<boolean> {
  try {
    return await takeLease(site);
  } catch (error) {
    context.logger.debug({ err: error, site }, 'this directory cannot be taken over');
    return false;
  }
}

/**
 * Runjobs that outlived their agent go on by themselves, and accounts of payloads may be another's: both are waited for
 * when all else is done.
 */
async function recoverWhenFree(
  context: AgentContext,
  { site, jobs, round }: { readonly site: string; readonly jobs: readonly string[]; readonly round: Round },
): Promise<void> {
  try {
    for (const path of jobs) {
      await untilRunJobHasEnded(path, context.stop);
      if (!context.stop.aborted) await treatJob(context, path, { round, accounts: 'now' });
    }
    await removeIfEmpty(site);
    if (existsSync(site)) await releaseSite(site);
  } catch (error) {
    context.logger.warn({ err: error, site }, 'this directory stays as it is, until this pilot has ended');
  }
}

/** What cannot be looked at is held by nobody: its treatment will say what is the matter. */
function isHeld(path: string): boolean {
  try {
    return readLease(path).kind === 'held';
  } catch {
    return false;
  }
}

/** `later`: nothing is done yet, for the job needs the account of its payload. */
async function treatJob(
  context: AgentContext,
  path: string,
  { accounts, round }: { readonly accounts: 'now' | 'later'; readonly round: Round },
): Promise<'treated' | 'later'> {
  const logger = context.logger.child({ directory: path });
  try {
    const found = await lookAtJob(path, context.queuedata.name);
    const decided = await decide(context, found);
    if (accounts === 'later' && orderOfAccount(found, decided) !== undefined) return 'later';
    logger.info({ treatment: decided.treatment }, `this job ${decided.name}`);
    if (decided.treatment === 'remove' && !(context.keep && found.remains.finalUpdate === 'acknowledged'))
      await removeTree(path);
    if (decided.treatment === 'finish' || decided.treatment === 'give-up')
      await takeUp(context, { found, decided, round });
  } catch (error) {
    logger.error({ err: error }, 'this job cannot be recovered; its directory is left for a person to look at');
  }
  return 'treated';
}

/** The order that names the account of its payload, when something of the job is to be done that may need it. */
function orderOfAccount({ assignment }: FoundJob, { treatment }: Case): LaunchOrder | undefined {
  const { account, otherAccount } = assignment?.launch ?? {};
  return treatment === 'finish' && otherAccount === true && account !== undefined ? assignment?.launch : undefined;
}

/** The server is asked when everything else has been looked at: most remains need no word of it. */
async function decide(context: AgentContext, { remains, assignment }: FoundJob): Promise<Case> {
  const first = caseOf(remains);
  if (first.treatment !== 'ask' || assignment === undefined) return first;
  return caseOf({ ...remains, server: await wordOfServer(context, assignment.job) });
}

async function wordOfServer({ client, stop, times, updates }: AgentContext, job: Job): Promise<ServerWord> {
  if (!updates.toServer) return 'ours';
  try {
    const ask = { patienceMs: times.serverPatienceMs, signal: stop };
    const [status] = await withRetries(() => client.getJobStatus([job.pandaId], { signal: stop }), ask);
    if (status === undefined || status.state === 'not found') return 'unknown';
    if (!statesOfOurs.has(status.state)) return 'over';
    return status.attemptNumber === job.attemptNumber ? 'ours' : 'another-attempt';
  } catch (error) {
    if (stop.aborted || isPandaServerError(error)) return 'silent';
    throw error;
  }
}

/** A job in any other state is not with a pilot, or no longer. */
const statesOfOurs: ReadonlySet<string> = new Set(['sent', 'starting', 'running', 'holding', 'transferring']);

async function takeUp(
  context: AgentContext,
  { found, decided, round }: { readonly found: FoundJob; readonly decided: Case; readonly round: Round },
): Promise<void> {
  const { directory, assignment, remains } = found;
  if (assignment === undefined || round.takenUp >= mostJobsAPilot) return;
  round.takenUp += 1;
  const { job } = assignment;
  // Without the account of its payload nothing is begun, nor counted as a recovery.
  const launch = orderOfAccount(found, decided);
  const reserved = launch === undefined ? undefined : await context.launching?.reserve(context.stop, launch);
  noteRecovery(context, directory);
  const maxedOut = `${remains.recoveries} pilots have taken it up`;
  const report =
    decided.treatment === 'give-up'
      ? failedReport(job.wire, new PilotError('LOST_JOB_MAXED_OUT', maxedOut), directory)
      : await finish(context, assignment, directory).finally(() => reserved?.release());
  const { end, delivered } = conclude(inNobodysBatchJob(context), { report, job, directory, takenUp: true });
  round.jobs.push(end);
  if (!(await delivered)) round.undelivered += 1;
}

function noteRecovery({ logger }: AgentContext, { journal }: JobDirectory): void {
  try {
    openJournal(journal).append({ event: 'recovery-begun', pid: process.pid });
  } catch (error) {
    logger.warn({ err: error, journal }, 'the journal could not be written; this recovery is not counted');
  }
}

/**
 * The server takes a job's batch id once: another one, of the batch job that recovers it, would be answered with
 * StatusCode 30 for ever.
 */
function inNobodysBatchJob(context: AgentContext): AgentContext {
  const { batchId: _, ...updateFacts } = context.updateFacts;
  return { ...context, updateFacts };
}

/** The report that is there, or that of a runjob which does what is missing. */
async function finish(context: AgentContext, assignment: Assignment, directory: JobDirectory): Promise<JobReport> {
  const { job, launch } = assignment;
  const { launching, logger, stop } = context;
  const onMessage = (message: FromRunJob): void => context.report({ pandaId: job.pandaId, ...message });
  const written = readReport(directory.report);
  const report =
    written ??
    (await whileRenewed(launching, { job, launch }, (renewals) =>
      runJobToReport(context, directory, { logger, stop, renewals, onMessage }),
    ));
  if (!('vanished' in report)) return report;
  const lost = new PilotError('LOST_JOB_RECOVERY', report.vanished);
  if (!isHeld(directory.root)) return failedReport(job.wire, lost, directory);
  // Ours found the directory taken: the runjob of an agent that died as soon as it had started it was slower than our look.
  await untilRunJobHasEnded(directory.root, stop);
  if (stop.aborted) throw lost;
  return finish(context, assignment, directory);
}

/** A runjob that outlived its agent goes on by itself: its end is told by its report, or by its death. */
async function untilRunJobHasEnded(path: string, stop: AbortSignal): Promise<void> {
  while (readLease(path).kind === 'held' && !stop.aborted) {
    const changed = new AbortController();
    const watcher = watch(path, () => changed.abort());
    try {
      // A process that is killed leaves no event in its directory: hence the second look.
      await sleep(250, undefined, { signal: AbortSignal.any([stop, changed.signal]) });
    } catch {
      continue; // something happened: look again
    } finally {
      watcher.close();
    }
  }
}
