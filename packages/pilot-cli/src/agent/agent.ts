import { isPilotError, type PilotError } from '@panda-pilot/core';
import type { AgentContext, JobEnd } from '../context.ts';
import { type JobSource, createJobSource } from './job-source.ts';
import { recoverJobs } from '../recovery/recovery.ts';
import { moveRemains } from '../recovery/move-remains.ts';
import { removeIfEmpty } from '../recovery/site-directory.ts';
import type { SupervisedJob } from '../job/conclude.ts';
import { superviseJob } from '../job/supervise-job.ts';
import type { Reservation } from '../launch/launching.ts';

/** Why the agent asks for no further job. */
export type Finish =
  | { readonly kind: 'no-job' }
  | { readonly kind: 'enough' }
  | { readonly kind: 'too-many-failures' }
  | { readonly kind: 'drained' }
  | { readonly kind: 'time-is-over' }
  | { readonly kind: 'stopped'; readonly reason: unknown }
  /** It is good, and would not last for another job. */
  | { readonly kind: 'credential-ends'; readonly error: PilotError }
  /** No job could be asked for, or begun: by the server, or by the node. */
  | { readonly kind: 'failed'; readonly error: unknown };

export interface AgentResult {
  /** Of several slots, the first that ended. */
  readonly finish: Finish;
  readonly jobs: readonly JobEnd[];
  /** Jobs of earlier pilots that were brought to their end. */
  readonly recovered: readonly JobEnd[];
  /** Final updates that the server does not have. */
  readonly undelivered: number;
}

/**
 * The pilot: finishes what dead pilots have left, and runs job after job, in every slot, while the server has some and time is left.
 * Resolves when every final update is delivered, or its patience has ended.
 */
export async function runAgent(context: AgentContext): Promise<AgentResult> {
  try {
    context.workerReport.started();
    const recovering = recoverJobs(context);
    const work = createWork(context);
    const finishes = await Promise.all(Array.from({ length: context.slots }, () => workInSlot(context, work)));
    await work.source.close();
    const recovered = await recovering;
    const delivered = await Promise.all(work.deliveries);
    const undelivered = delivered.filter((good) => !good).length + recovered.undelivered;
    return { finish: mostSerious(finishes), jobs: work.jobs, recovered: recovered.jobs, undelivered };
  } finally {
    await context.workerReport.ended();
    await leaveSite(context);
  }
}

/** What is still owed stays, or goes where it outlives the batch slot; nothing else of this pilot does. */
async function leaveSite({ logger, queuedata, site }: AgentContext): Promise<void> {
  await removeIfEmpty(site);
  if (queuedata.recoverDir === undefined) return;
  try {
    const place = await moveRemains(site, queuedata.recoverDir);
    if (place !== undefined) logger.info({ place }, 'what is owed waits there for a later pilot');
  } catch (error) {
    logger.error({ err: error, recoverDir: queuedata.recoverDir }, 'what is owed could not be moved; it stays here');
  }
}

/** What the slots of one pilot share. */
interface Work {
  readonly site: string;
  readonly source: JobSource;
  readonly jobs: JobEnd[];
  readonly deliveries: Promise<boolean>[];
  /** Jobs that were asked for and may still come, or run. */
  underWay: number;
  readonly startedAt: number;
}

function createWork(context: AgentContext): Work {
  const { site } = context;
  return {
    site,
    source: createJobSource(context),
    jobs: [],
    deliveries: [],
    underWay: 0,
    startedAt: performance.now(),
  };
}

/** Asks and runs until there is a reason not to. */
async function workInSlot(context: AgentContext, work: Work): Promise<Finish> {
  for (let first = true; ; first = false) {
    const reason = reasonToStop(context, work, first);
    if (reason !== undefined) return reason;
    work.underWay += 1;
    try {
      const finish = await oneJob(context, work);
      if (finish !== undefined) return finish;
    } finally {
      work.underWay -= 1;
    }
  }
}

function reasonToStop(context: AgentContext, work: Work, first: boolean): Finish | undefined {
  const { times } = context;
  const interruption = interruptionOf(context);
  if (interruption !== undefined) return interruption;
  if (work.jobs.length + work.underWay >= times.maxJobs) return { kind: 'enough' };
  if (work.jobs.filter(({ state }) => state === 'failed').length >= times.maxFailedJobs)
    return { kind: 'too-many-failures' };
  const timefloorIsOver = performance.now() - work.startedAt >= times.timefloorMs;
  return !first && timefloorIsOver && !work.source.hasOne() ? { kind: 'enough' } : undefined;
}

function interruptionOf({ drain, slotTime, stop }: AgentContext): Finish | undefined {
  if (stop.aborted) return { kind: 'stopped', reason: stop.reason };
  if (slotTime.over.aborted) return { kind: 'time-is-over' };
  return drain.aborted ? { kind: 'drained' } : undefined;
}

/** Runs the next job to the first try of its final update; resolves with why there will be no other. */
async function oneJob(context: AgentContext, work: Work): Promise<Finish | undefined> {
  let reserved: Reservation | undefined;
  try {
    const { drain, launching, slotTime, stop } = context;
    reserved = await launching?.reserve(AbortSignal.any([stop, slotTime.over, drain]));
  } catch (error) {
    return interruptionOf(context) ?? { kind: 'failed', error };
  }
  try {
    return await oneJobWith(context, work, reserved);
  } finally {
    reserved?.release();
  }
}

async function oneJobWith(
  context: AgentContext,
  work: Work,
  reserved: Reservation | undefined,
): Promise<Finish | undefined> {
  const askedAt = performance.now();
  let wire: unknown;
  let job: SupervisedJob;
  try {
    wire = await work.source.next();
    if (wire === undefined) return { kind: 'no-job' };
    context.workerReport.atWork();
    const given = reserved === undefined ? {} : { reserved };
    job = await superviseJob(context, { ...given, wire, site: work.site, getJobMs: performance.now() - askedAt });
  } catch (error) {
    return whyNoJob(context, error);
  }
  const { end, delivered, tried } = job;
  work.jobs.push(end);
  work.deliveries.push(delivered);
  context.logger.info({ jobId: end.pandaId, state: end.state, code: end.error?.code }, 'job over');
  await tried;
  return undefined;
}

function whyNoJob({ stop }: AgentContext, error: unknown): Finish {
  if (stop.aborted) return { kind: 'stopped', reason: stop.reason };
  return isPilotError(error, 'PROXY_TOO_SHORT') || isPilotError(error, 'VOMS_PROXY_ABOUT_TO_EXPIRE')
    ? { kind: 'credential-ends', error }
    : { kind: 'failed', error };
}

function mostSerious(finishes: readonly Finish[]): Finish {
  const order: readonly Finish['kind'][] = [
    'stopped',
    'failed',
    'too-many-failures',
    'time-is-over',
    'credential-ends',
    'drained',
    'enough',
    'no-job',
  ];
  const [first] = finishes.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  if (first === undefined) throw new RangeError('a pilot has at least one slot');
  return first;
}
