import type { MethodName } from '../endpoints.ts';
import type { Method } from '../method-context.ts';
import { getAccessToken, getKeyPair, getProxy, getTokenKey, getUserSecrets } from './creds.ts';
import {
  acquireEventRanges,
  getAvailableEventRangeCount,
  getEventRangeStatuses,
  updateEventRanges,
  updateSingleEventRange,
} from './event.ts';
import { setDebugMode } from './job.ts';
import { acquireJobs, getJobStatus, updateJob, updateJobsBulk } from './pilot-jobs.ts';
import { updateWorkerNode, updateWorkerNodeGpu, updateWorkerStatus } from './pilot-workers.ts';
import { getAttributes, getVomsAttributes, isAlive } from './system.ts';

/** What does the work of each method of the endpoint table. */
export const methods: { readonly [Name in MethodName]: Method<Name> } = {
  'pilot/acquire_jobs': acquireJobs,
  'pilot/update_job': updateJob,
  'pilot/update_jobs_bulk': updateJobsBulk,
  'pilot/get_job_status': getJobStatus,
  'pilot/update_worker_status': updateWorkerStatus,
  'pilot/update_worker_node': updateWorkerNode,
  'pilot/update_worker_node_gpu': updateWorkerNodeGpu,
  'event/acquire_event_ranges': acquireEventRanges,
  'event/update_single_event_range': updateSingleEventRange,
  'event/update_event_ranges': updateEventRanges,
  'event/get_available_event_range_count': getAvailableEventRangeCount,
  'event/get_event_range_statuses': getEventRangeStatuses,
  'creds/get_proxy': getProxy,
  'creds/get_access_token': getAccessToken,
  'creds/get_token_key': getTokenKey,
  'creds/get_key_pair': getKeyPair,
  'creds/get_user_secrets': getUserSecrets,
  'job/set_debug_mode': setDebugMode,
  'system/is_alive': isAlive,
  'system/get_attributes': getAttributes,
  'system/get_voms_attributes': getVomsAttributes,
};
