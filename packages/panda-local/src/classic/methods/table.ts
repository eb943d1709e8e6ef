import type { ClassicMethodName } from '../endpoints.ts';
import type { ClassicMethod } from '../method.ts';
import { getAccessToken, getKeyPair, getProxy, getTokenKey } from './creds.ts';
import { checkEventsAvailability, getEventRanges, updateEventRange, updateEventRanges } from './events.ts';
import { getJob } from './get-job.ts';
import { checkJobStatus, getStatus } from './job-status.ts';
import { updateJob } from './update-job.ts';
import { updateJobsInBulk } from './update-jobs-in-bulk.ts';
import { updateWorkerPilotStatus } from './workers.ts';

/** What does the work of each method of the endpoint table. */
export const classicMethods: { readonly [Name in ClassicMethodName]: ClassicMethod } = {
  isAlive: () => 'alive=yes',
  getJob,
  updateJob,
  updateJobsInBulk,
  getStatus,
  checkJobStatus,
  getEventRanges,
  updateEventRange,
  updateEventRanges,
  checkEventsAvailability,
  getKeyPair,
  getProxy,
  get_access_token: getAccessToken,
  get_token_key: getTokenKey,
  updateWorkerPilotStatus,
};
