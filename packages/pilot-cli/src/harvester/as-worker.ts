import { type Streams, writeLine } from '../streams.ts';
import { reasonOf } from '@panda-pilot/core';
import type { HarvesterPlan } from './harvester-plan.ts';
import { removeJobRequest } from './job-request.ts';
import { removeKillWorker, writeKillWorker } from './marker-files.ts';

/**
 * Does the work of a pilot as one of Harvester's workers: what an earlier one has left there would end this one at its
 * start, and however this one ends, Harvester learns that it may go and that no job is asked for any more. Settles as
 * `work` does.
 */
export async function asWorker<Result>(
  plan: Pick<HarvesterPlan, 'jobRequest' | 'launchDirectory'> | undefined,
  { stderr }: Pick<Streams, 'stderr'>,
  work: () => Promise<Result>,
): Promise<Result> {
  if (plan === undefined) return work();
  const { jobRequest, launchDirectory } = plan;
  const complain = (error: unknown): void => {
    writeLine(stderr, `panda-pilot: Harvester could not be told: ${reasonOf(error)}`);
  };
  await Promise.all([removeJobRequest(jobRequest), removeKillWorker(launchDirectory)]).catch(complain);
  try {
    return await work();
  } finally {
    await Promise.all([removeJobRequest(jobRequest), writeKillWorker(launchDirectory)]).catch(complain);
  }
}
