import { existsSync, watch } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, type Logger, PilotError } from '@panda-pilot/core';
import { isPandaServerError } from '@panda-pilot/panda-client';
import {
  type FromRunJob,
  type JobDirectory,
  type JobReport,
  jobDirectory,
  readAssignment,
  readJournal,
  readLease,
  remainingSteps,
  takeLease,
} from '@panda-pilot/runjob';
import type { AgentContext, JobEnd } from '../context.ts';
import { failedReport } from '../job/failed-report.ts';
import { jobDirectories, removeIfEmpty, siteDirectories } from './site-directory.ts';
import { conclude } from '../job/supervise-job.ts';
import { readReport, superviseRunJob } from '../job/supervise-runjob.ts';

export interface Recovered {
  readonly jobs: readonly JobEnd[];
  readonly undelivered: number;
}

/**
 * Finishes the jobs that dead pilots of this host have left below the work directory: what is missing is done, what is done is not
 * repeated, and the server gets its final updates. Directories whose lease is alive, or another host's, are not touched. Never rejects for what a directory holds: that is logged, and left for a person.
 */
export async function recoverJobs(context: AgentContext): Promise<Recovered> {
  const jobs: JobEnd[] = [];
  let undelivered = 0;
  for (const site of await siteDirectories(context.workdir)) {
    if (site === context.site || !(await take(context, site))) continue;
    for (const path of await jobDirectories(site)) {
      if (context.stop.aborted) return { jobs, undelivered };
      const recovered = await recoverJob(context, jobDirectory(path));
      if (recovered === undefined) continue;
      jobs.push(recovered.end);
      if (!(await recovered.delivered)) undelivered += 1;
    }
    await removeIfEmpty(site);
  }
  return { jobs, undelivered };
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

async function recoverJob(
  context: AgentContext,
  directory: JobDirectory,
): Promise<ReturnType<typeof conclude> | undefined> {
  const logger = context.logger.child({ directory: directory.root });
  try {
    await untilRunJobHasEnded(directory, context.stop);
    if (context.stop.aborted) return undefined;
    if (!existsSync(directory.assignment)) return await forgetUnbegun(directory, logger);
    const { job } = await readAssignment(directory.assignment);
    if (await isOver(context, job, directory)) return undefined;
    logger.info({ jobId: job.pandaId }, 'finishing the job of a dead pilot');
    return conclude(inNobodysBatchJob(context), { report: await finish(context, job, directory), job, directory });
  } catch (error) {
    logger.error({ err: error }, 'this job cannot be recovered; its directory is left for a person to look at');
    return undefined;
  }
}

/** The server takes a job's batch id once: another one, of the batch job that recovers it, would be answered with StatusCode 30 for ever. */
function inNobodysBatchJob(context: AgentContext): AgentContext {
  const { batchId: _, ...updateFacts } = context.updateFacts;
  return { ...context, updateFacts };
}

/** Nothing is owed any more: the server has the final update, or has given the job up. Its directory goes, unless all are kept. */
async function isOver(context: AgentContext, job: Job, directory: JobDirectory): Promise<boolean> {
  const { finalUpdate } = remainingSteps(job, readJournal(directory.journal).events);
  const acknowledged = finalUpdate === 'acknowledged';
  if (!acknowledged && !(await isGone(context, job))) return false;
  if (!acknowledged)
    context.logger.warn({ jobId: job.pandaId }, 'the server has given this job up; nothing is done for it');
  if (!(acknowledged && context.keep)) await rm(directory.root, { recursive: true, force: true });
  return true;
}

/** The report that is there, or that of a runjob which does what is missing. */
async function finish(context: AgentContext, job: Job, directory: JobDirectory): Promise<JobReport> {
  const { logger, stop } = context;
  const onMessage = (message: FromRunJob): void => context.report({ pandaId: job.pandaId, ...message });
  const written = await readReport(directory.report);
  const report = written ?? (await superviseRunJob(context, directory, { logger, stop, again: false, onMessage }));
  return 'vanished' in report
    ? failedReport(job.wire, new PilotError('LOST_JOB_RECOVERY', report.vanished), directory)
    : report;
}

async function forgetUnbegun({ root }: JobDirectory, logger: Logger): Promise<undefined> {
  logger.warn({}, 'a pilot died before it had begun this job; nothing is known of it');
  await rm(root, { recursive: true, force: true });
}

/** A runjob that outlived its agent goes on by itself: its end is told by its report, or by its death. */
async function untilRunJobHasEnded(directory: JobDirectory, stop: AbortSignal): Promise<void> {
  while (readLease(directory.root).kind === 'held' && !stop.aborted) {
    const changed = new AbortController();
    const watcher = watch(directory.root, () => changed.abort());
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

/** Whether the server has given the job up, or to somebody else. A server that does not answer is not asked twice: finishing does no harm. */
async function isGone(context: AgentContext, job: Job): Promise<boolean> {
  try {
    const [status] = await context.client.getJobStatus([job.pandaId]);
    if (status === undefined) return false;
    const alive = ['sent', 'starting', 'running', 'holding', 'transferring'].includes(status.state);
    return !alive || status.attemptNumber !== job.attemptNumber;
  } catch (error) {
    if (isPandaServerError(error)) return false;
    throw error;
  }
}
