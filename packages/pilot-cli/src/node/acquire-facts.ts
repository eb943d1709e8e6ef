import type { AcquireJobsRequest } from '@panda-pilot/panda-client';
import { type Environment, schedulerId } from './batch-system.ts';
import type { Settings } from '../config/settings.ts';

/** The part of a request for jobs that stays the same as long as the pilot lives. */
export type AcquireFacts = Pick<
  AcquireJobsRequest,
  | 'allowOtherCountry'
  | 'countryGroup'
  | 'cpuMHz'
  | 'harvesterId'
  | 'jobType'
  | 'prodUserId'
  | 'resourceType'
  | 'schedulerId'
  | 'serverTimeoutSeconds'
  | 'taskId'
  | 'workerId'
  | 'workingGroup'
>;

/** The settings that narrow down which jobs are asked for, and how long the answer may take. */
export type WantedJobs = Pick<
  Settings,
  'allowOtherCountry' | 'countryGroup' | 'jobType' | 'resourceType' | 'serverTimeout' | 'task' | 'workingGroup'
>;

/**
 * For so long a server looks for a job when it is told nothing else, s. One that it finds when nobody listens any more
 * is lost for half an hour.
 */
const serversOwnSeconds = 60;

/** Which kinds of jobs are wanted, and who has sent the pilot: HARVESTER_ID and HARVESTER_WORKER_ID, or PANDA_JSID. Pure. */
export function acquireFacts(wanted: Partial<WantedJobs>, env: Environment): AcquireFacts {
  const { allowOtherCountry, countryGroup, jobType, resourceType, task, workingGroup } = wanted;
  const { serverTimeout = serversOwnSeconds } = wanted;
  const harvesterId = env['HARVESTER_ID'] ?? '';
  const worker = /^\d{1,15}$/.test(env['HARVESTER_WORKER_ID'] ?? '') ? Number(env['HARVESTER_WORKER_ID']) : undefined;
  return {
    schedulerId: schedulerId(env),
    ...(harvesterId === '' ? {} : { harvesterId }),
    ...(worker === undefined ? {} : { workerId: worker }),
    ...(jobType === undefined ? {} : { jobType }),
    ...(resourceType === undefined ? {} : { resourceType }),
    ...(task === undefined ? {} : { taskId: task }),
    ...(countryGroup === undefined ? {} : { countryGroup }),
    ...(workingGroup === undefined ? {} : { workingGroup }),
    ...(allowOtherCountry === true ? { allowOtherCountry } : {}),
    ...(serverTimeout < serversOwnSeconds ? { serverTimeoutSeconds: serverTimeout } : {}),
  };
}
