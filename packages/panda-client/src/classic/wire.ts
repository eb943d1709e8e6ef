import type { AcquireJobsRequest } from '../records/acquire-jobs.ts';
import type { EventRangeCountRequest, EventRangesRequest, EventRangeUpdate } from '../records/event-range.ts';
import type { JobUpdate, OutputReports, ReportedFile } from '../records/job-update.ts';
import * as v1 from '../v1/wire.ts';
import { decimal, identifier, text, type WireRecord } from '../wire/wire-value.ts';
import type { WorkerStatusUpdate } from '../records/worker.ts';

/** Arguments of `getJob`. With `nJobs` the answer is a list, also of one. */
export function getJobArguments(request: AcquireJobsRequest): WireRecord {
  return {
    nJobs: 1,
    ...renamed(v1.acquireJobsArguments(request), getJobNames),
    cpu: decimal(request.cpuMHz),
    countryGroup: text(request.countryGroup),
    workingGroup: text(request.workingGroup),
    allowOtherCountry: request.allowOtherCountry,
  };
}

/**
 * Arguments of `updateJob`, and an entry of `updateJobsInBulk`. The mean core count keeps its fraction here; the rates
 * are stored as they come.
 */
export async function updateJobArguments(update: JobUpdate, reports: OutputReports = 'json'): Promise<WireRecord> {
  const given = renamed(v1.updateJobArguments(update), updateJobNames);
  const { outputReport, meanCoreCount } = update;
  return {
    ...given,
    meanCoreCount: decimal(meanCoreCount),
    ...(outputReport === undefined || reports === 'json' ? {} : { xml: await xmlOf(outputReport) }),
  };
}

/** The document that servers took before they took JSON; it has no place for the endpoint. */
async function xmlOf(report: Readonly<Record<string, ReportedFile>>): Promise<string> {
  const { writeMetadata } = await import('@panda-pilot/core/xml');
  const files = Object.entries(report).map(([lfn, { fullLfn, ...file }]) => ({ ...file, lfn: fullLfn ?? lfn }));
  return writeMetadata({ files, unknownSurls: 'left-out' });
}

/** Arguments of `updateWorkerPilotStatus`, which wants a site and does nothing with it. */
export function workerStatusArguments(update: WorkerStatusUpdate): WireRecord {
  return {
    site: text(update.siteName ?? ''),
    workerID: identifier('workerId', update.workerId),
    harvesterID: text(update.harvesterId),
    status: update.status,
    node_id: text(update.nodeId),
  };
}

/** Arguments of `getEventRanges`. */
export function eventRangesArguments(request: EventRangesRequest): WireRecord {
  return renamed(v1.eventRangesArguments(request), eventRangesNames);
}

/** Arguments of `checkEventsAvailability`. */
export function eventRangeCountArguments(request: EventRangeCountRequest): WireRecord {
  return renamed(v1.eventRangeCountArguments(request), eventRangesNames);
}

/** Arguments of `updateEventRange`. */
export function eventRangeArguments(update: EventRangeUpdate): WireRecord {
  return renamed(v1.eventRangeArguments(update), eventRangeNames);
}

/** The same values under the names that they have in this API. */
function renamed(given: WireRecord, names: Readonly<Record<string, string>>): WireRecord {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [names[name] ?? name, value]));
}

const getJobNames = {
  site_name: 'siteName',
  memory: 'mem',
  disk_space: 'diskSpace',
  prod_source_label: 'prodSourceLabel',
  computing_element: 'computingElement',
  prod_user_id: 'prodUserID',
  get_proxy_key: 'getProxyKey',
  task_id: 'taskID',
  n_jobs: 'nJobs',
  resource_type: 'resourceType',
  scheduler_id: 'schedulerID',
  job_type: 'jobType',
  via_topic: 'viaTopic',
};

const updateJobNames = {
  job_id: 'jobId',
  job_status: 'state',
  job_output_report: 'xml',
  meta_data: 'metaData',
  attempt_nr: 'attemptNr',
  job_sub_status: 'jobSubStatus',
  site_name: 'siteName',
  pilot_id: 'pilotID',
  batch_id: 'batchID',
  scheduler_id: 'schedulerID',
  pilot_log: 'pilotLog',
  pilot_timing: 'pilotTiming',
  start_time: 'startTime',
  end_time: 'endTime',
  trans_exit_code: 'transExitCode',
  pilot_error_code: 'pilotErrorCode',
  pilot_error_diag: 'pilotErrorDiag',
  exe_error_code: 'exeErrorCode',
  exe_error_diag: 'exeErrorDiag',
  cpu_consumption_time: 'cpuConsumptionTime',
  cpu_consumption_unit: 'cpuConsumptionUnit',
  cpu_conversion_factor: 'cpuConversionFactor',
  core_count: 'coreCount',
  mean_core_count: 'meanCoreCount',
  n_events: 'nEvents',
  n_input_files: 'nInputFiles',
  job_metrics: 'jobMetrics',
  corrupted_files: 'corruptedFiles',
  max_rss: 'maxRSS',
  max_vmem: 'maxVMEM',
  max_swap: 'maxSWAP',
  max_pss: 'maxPSS',
  avg_rss: 'avgRSS',
  avg_vmem: 'avgVMEM',
  avg_swap: 'avgSWAP',
  avg_pss: 'avgPSS',
  tot_rchar: 'totRCHAR',
  tot_wchar: 'totWCHAR',
  tot_rbytes: 'totRBYTES',
  tot_wbytes: 'totWBYTES',
  rate_rchar: 'rateRCHAR',
  rate_wchar: 'rateWCHAR',
  rate_rbytes: 'rateRBYTES',
  rate_wbytes: 'rateWBYTES',
};

const eventRangesNames = { job_id: 'pandaID', jobset_id: 'jobsetID', task_id: 'taskID', n_ranges: 'nRanges' };

const eventRangeNames = {
  event_range_id: 'eventRangeID',
  event_range_status: 'eventStatus',
  core_count: 'coreCount',
  cpu_consumption_time: 'cpuConsumptionTime',
  object_store_id: 'objstoreID',
};
