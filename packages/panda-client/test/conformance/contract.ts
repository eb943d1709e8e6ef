import type { PandaClient } from '../../src/index.ts';

/** A method of the client, and the server's methods that it calls. */
export interface Operation {
  readonly call: Exclude<keyof PandaClient, 'api' | 'close'>;
  readonly v1: readonly string[];
  /** Where the classic API lacks it, what is called instead. */
  readonly classic: readonly string[];
}

/** Every row of the server's two tables of methods that is a pilot's, and what calls it here. */
export const operations: readonly Operation[] = [
  { call: 'acquireJobs', v1: ['pilot/acquire_jobs'], classic: ['getJob'] },
  { call: 'updateJob', v1: ['pilot/update_job'], classic: ['updateJob'] },
  { call: 'updateJobsInBulk', v1: ['pilot/update_jobs_bulk'], classic: ['updateJobsInBulk'] },
  { call: 'getJobStatus', v1: ['pilot/get_job_status'], classic: ['getStatus'] },
  { call: 'checkJobs', v1: ['pilot/get_job_status'], classic: ['checkJobStatus'] },
  { call: 'setDebugMode', v1: ['job/set_debug_mode'], classic: ['setDebugMode'] },
  { call: 'updateWorkerStatus', v1: ['pilot/update_worker_status'], classic: ['updateWorkerPilotStatus'] },
  { call: 'updateWorkerNode', v1: ['pilot/update_worker_node'], classic: ['pilot/update_worker_node'] },
  { call: 'updateWorkerNodeGpu', v1: ['pilot/update_worker_node_gpu'], classic: ['pilot/update_worker_node_gpu'] },
  { call: 'acquireEventRanges', v1: ['event/acquire_event_ranges'], classic: ['getEventRanges'] },
  { call: 'countEventRanges', v1: ['event/get_available_event_range_count'], classic: ['checkEventsAvailability'] },
  { call: 'getEventRangeStatuses', v1: ['event/get_event_range_statuses'], classic: ['get_events_status'] },
  { call: 'updateEventRange', v1: ['event/update_single_event_range'], classic: ['updateEventRange'] },
  { call: 'updateEventRanges', v1: ['event/update_single_event_range'], classic: ['updateEventRanges'] },
  {
    call: 'updateZippedEventRanges',
    v1: ['event/update_event_ranges', 'event/get_event_range_statuses'],
    classic: ['updateEventRanges'],
  },
  { call: 'getProxy', v1: ['creds/get_proxy'], classic: ['getProxy'] },
  { call: 'getKeyPair', v1: ['creds/get_key_pair'], classic: ['getKeyPair'] },
  { call: 'getAccessToken', v1: ['creds/get_access_token'], classic: ['get_access_token'] },
  { call: 'getTokenKey', v1: ['creds/get_token_key'], classic: ['get_token_key'] },
  { call: 'getUserSecrets', v1: ['creds/get_user_secrets'], classic: ['get_user_secrets'] },
  { call: 'isAlive', v1: ['system/is_alive'], classic: ['isAlive'] },
  { call: 'describeCaller', v1: ['system/get_attributes'], classic: ['getAttr'] },
  { call: 'getVomsAttributes', v1: ['system/get_voms_attributes'], classic: ['getVomsAttr'] },
];

/** Rows of the same tables that no pilot calls, and why. */
export const othersBusiness: Readonly<Record<string, string>> = {
  'file_server/update_jedi_log updateLog': "the log of a task, written by the server's own daemons",
  'file_server/download_jedi_log fetchLog': 'the log of a task, read by its owner',
  'file_server/upload_jedi_log uploadLog': "the log of a task, written by the server's own daemons",
  'file_server/upload_cache_file putFile': "the user's sandbox, sent when the task is submitted",
  'file_server/touch_cache_file touchFile': "the user's sandbox, kept alive by its owner",
  'file_server/delete_cache_file deleteFile': "the user's sandbox",
  'file_server/upload_hpo_checkpoint put_checkpoint': "the payload's own, sent with its own credential",
  'file_server/delete_hpo_checkpoint delete_checkpoint': "the payload's own",
  'harvester/* getResourceTypes getCommands ackCommands get_max_worker_id': 'Harvester',
};

/** The names of all methods in the tables of the wire contract, as a reader of it copies them. */
export const contractNames = `
  getJob acquire_jobs · updateJob update_job · updateJobsInBulk update_jobs_bulk · getStatus checkJobStatus get_job_status
  updateWorkerPilotStatus update_worker_status · update_worker_node update_worker_node_gpu
  getEventRanges acquire_event_ranges · updateEventRange updateEventRanges update_single_event_range update_event_ranges
  checkEventsAvailability get_events_status get_available_event_range_count get_event_range_statuses
  getProxy getKeyPair get_access_token get_token_key get_proxy get_key_pair
  updateLog fetchLog uploadLog update_jedi_log download_jedi_log upload_jedi_log
  putFile touchFile deleteFile upload_cache_file touch_cache_file delete_cache_file
  put_checkpoint delete_checkpoint upload_hpo_checkpoint delete_hpo_checkpoint
  isAlive getAttr getVomsAttr is_alive get_attributes get_voms_attributes
  getResourceTypes getCommands ackCommands get_max_worker_id
  set_debug_mode`;
