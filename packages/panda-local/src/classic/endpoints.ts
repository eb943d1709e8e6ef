/** How a method answers: as the caller's `Accept` asks for, always as JSON, always urlencoded, or in a text of its own. */
export type ClassicForm = 'as-asked' | 'json' | 'form' | 'text';

/** One method of the classic API, as its callers see it. */
export interface ClassicEndpoint {
  readonly form: ClassicForm;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Takes any argument beside those named. */
  readonly open?: true;
}

/** Every method that is served below `/server/panda/`, with its arguments in the server's own order. */
export const classicEndpoints = {
  isAlive: endpoint('text', []),
  getJob: endpoint(
    'as-asked',
    ['siteName'],
    ['token', 'timeout', 'cpu', 'mem', 'diskSpace', 'prodSourceLabel', 'node', 'computingElement', 'AtlasRelease'],
    ['prodUserID', 'getProxyKey', 'countryGroup', 'workingGroup', 'allowOtherCountry', 'taskID', 'nJobs', 'background'],
    ['resourceType', 'harvester_id', 'worker_id', 'schedulerID', 'jobType', 'viaTopic', 'remaining_time'],
  ),
  updateJob: endpoint(
    'as-asked',
    ['jobId', 'state'],
    ['token', 'transExitCode', 'pilotErrorCode', 'pilotErrorDiag', 'timestamp', 'timeout', 'xml', 'node', 'workdir'],
    ['cpuConsumptionTime', 'cpuConsumptionUnit', 'remainingSpace', 'schedulerID', 'pilotID', 'siteName'],
    ['messageLevel', 'pilotLog', 'metaData', 'cpuConversionFactor', 'exeErrorCode', 'exeErrorDiag', 'pilotTiming'],
    ['computingElement', 'startTime', 'endTime', 'nEvents', 'nInputFiles', 'batchID', 'attemptNr', 'jobMetrics'],
    ['stdout', 'jobSubStatus', 'coreCount', 'maxRSS', 'maxVMEM', 'maxSWAP', 'maxPSS', 'avgRSS', 'avgVMEM', 'avgSWAP'],
    ['avgPSS', 'totRCHAR', 'totWCHAR', 'totRBYTES', 'totWBYTES', 'rateRCHAR', 'rateWCHAR', 'rateRBYTES'],
    ['rateWBYTES', 'corruptedFiles', 'meanCoreCount', 'cpu_architecture_level', 'grid', 'source_site'],
    ['destination_site'],
  ),
  updateJobsInBulk: endpoint('text', ['jobList'], ['harvester_id']),
  getStatus: endpoint('form', ['ids'], ['timeout']),
  checkJobStatus: endpoint('json', ['ids'], ['timeout']),
  getEventRanges: endpoint(
    'as-asked',
    ['pandaID', 'jobsetID'],
    ['taskID', 'nRanges', 'timeout', 'scattered', 'segment_id'],
  ),
  updateEventRange: endpoint(
    'form',
    ['eventRangeID', 'eventStatus'],
    ['coreCount', 'cpuConsumptionTime', 'objstoreID', 'timeout', 'pandaID'],
  ),
  updateEventRanges: endpoint('as-asked', ['eventRanges'], ['timeout', 'version', 'pandaID']),
  checkEventsAvailability: endpoint('json', ['pandaID', 'jobsetID', 'taskID'], ['timeout']),
  get_events_status: endpoint('text', ['ids']),
  setDebugMode: endpoint('text', ['pandaID', 'modeOn']),
  getAttr: { ...endpoint('text', []), open: true },
  getVomsAttr: endpoint('text', []),
  get_user_secrets: endpoint('text', [], ['keys', 'get_json']),
  getKeyPair: endpoint('as-asked', ['publicKeyName', 'privateKeyName']),
  getProxy: endpoint('json', [], ['role', 'dn']),
  get_access_token: endpoint('json', ['client_name'], ['token_key']),
  get_token_key: endpoint('as-asked', ['client_name']),
  updateWorkerPilotStatus: endpoint('as-asked', ['site', 'workerID', 'harvesterID', 'status'], ['timeout', 'node_id']),
} as const satisfies Readonly<Record<string, ClassicEndpoint>>;

/** The last part of a path. */
export type ClassicMethodName = keyof typeof classicEndpoints;

/** True for the name of a method in the table. */
export function isClassicMethodName(name: string): name is ClassicMethodName {
  return Object.hasOwn(classicEndpoints, name);
}

function endpoint(
  form: ClassicForm,
  required: readonly string[],
  ...optional: readonly (readonly string[])[]
): ClassicEndpoint {
  return { form, required, optional: optional.flat() };
}
