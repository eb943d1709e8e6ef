import type { ClassicMethodName } from '../endpoints.ts';
import type { ClassicMethod } from '../method.ts';
import { getAccessToken, getKeyPair, getProxy, getTokenKey, getUserSecrets } from './creds.ts';
import { setDebugMode } from './debug-mode.ts';
import {
  checkEventsAvailability,
  getEventRanges,
  getEventsStatus,
  updateEventRange,
  updateEventRanges,
} from './events.ts';
import { getJob } from './get-job.ts';
import { checkJobStatus, getStatus } from './job-status.ts';
import { getAttr, getVomsAttr, isAlive } from './system.ts';
import { updateJob } from './update-job.ts';
import { updateJobsInBulk } from './update-jobs-in-bulk.ts';
import { updateWorkerPilotStatus } from './workers.ts';

/** What does the work of each method of the endpoint table. */
export const classicMethods: { readonly [Name in ClassicMethodName]: ClassicMethod } = {
  isAlive,
  getAttr,
  getVomsAttr,
  setDebugMode,
  get_user_secrets: getUserSecrets,
  get_events_status: getEventsStatus,
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
