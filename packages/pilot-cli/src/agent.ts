import { acquireJob } from './acquire-job.ts';
import type { AgentContext, JobEnd } from './context.ts';
import { recoverJobs } from './recovery.ts';
import { makeSiteDirectory, removeIfEmpty } from './site-directory.ts';
import { type SupervisedJob, superviseJob } from './supervise-job.ts';

/** Why the agent asks for no further job. */
export type Finish =
  | { readonly kind: 'no-job' }
  | { readonly kind: 'enough' }
  | { readonly kind: 'stopped'; readonly reason: unknown }
  | { readonly kind: 'no-server'; readonly error: unknown };

export interface AgentResult {
  readonly finish: Finish;
  readonly jobs: readonly JobEnd[];
  /** Jobs of earlier pilots that were brought to their end. */
  readonly recovered: readonly JobEnd[];
  /** Final updates that the server does not have. */
  readonly undelivered: number;
}

/**
 * The pilot: finishes what dead pilots have left, and runs job after job while the server has some and time is left. Resolves when every
 * final update is delivered, or its patience has ended. Rejects with a PilotError when the work directory cannot be used.
 */
export async function runAgent(context: AgentContext): Promise<AgentResult> {
  const site = await makeSiteDirectory(context.workdir);
  try {
    const recovering = recoverJobs(context, site);
    const jobs: JobEnd[] = [];
    const deliveries: Promise<boolean>[] = [];
    const finish = await askAndRun(context, { site, jobs, deliveries });
    const recovered = await recovering;
    const delivered = await Promise.all(deliveries);
    const undelivered = delivered.filter((good) => !good).length + recovered.undelivered;
    return { finish, jobs, recovered: recovered.jobs, undelivered };
  } finally {
    await removeIfEmpty(site);
  }
}

async function askAndRun(
  context: AgentContext,
  to: { readonly site: string; readonly jobs: JobEnd[]; readonly deliveries: Promise<boolean>[] },
): Promise<Finish> {
  const { logger, stop, times } = context;
  const startedAt = performance.now();
  for (;;) {
    if (stop.aborted) return { kind: 'stopped', reason: stop.reason };
    const askedAt = performance.now();
    let wire: unknown;
    try {
      wire = await acquireJob(context);
    } catch (error) {
      return stop.aborted ? { kind: 'stopped', reason: stop.reason } : { kind: 'no-server', error };
    }
    if (wire === undefined) return { kind: 'no-job' };
    let job: SupervisedJob;
    try {
      job = await superviseJob(context, { wire, site: to.site, getJobMs: performance.now() - askedAt });
    } catch (error) {
      return { kind: 'no-server', error };
    }
    to.jobs.push(job.end);
    to.deliveries.push(job.delivered);
    logger.info({ jobId: job.end.pandaId, state: job.end.state, code: job.end.error?.code }, 'job over');
    await job.tried;
    if (to.jobs.length >= times.maxJobs || performance.now() - startedAt >= times.timefloorMs)
      return { kind: 'enough' };
  }
}
