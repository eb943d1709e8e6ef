import type { AcquireJobsRequest } from '../records/acquire-jobs.ts';
import type { EventRangeCountRequest, EventRangesRequest, EventRangeUpdate } from '../records/event-range.ts';
import type { IoUse, JobUpdate, MemoryUse, PilotTiming, ReportedFile } from '../records/job-update.ts';
import {
  decimal,
  float,
  identifier,
  integer,
  keyValueText,
  lastText,
  optionalIdentifier,
  serverTimeout,
  text,
  utcText,
  type WireRecord,
} from '../wire/wire-value.ts';
import type { WorkerNode, WorkerNodeGpu, WorkerStatusUpdate } from '../records/worker.ts';

/** Arguments of `pilot/acquire_jobs`. */
export function acquireJobsArguments(request: AcquireJobsRequest): WireRecord {
  return {
    site_name: text(request.siteName),
    timeout: serverTimeout(request.serverTimeoutSeconds),
    memory: integer(request.memoryMB),
    disk_space: integer(request.diskSpaceMB),
    prod_source_label: text(request.prodSourceLabel),
    node: text(request.node),
    computing_element: text(request.computingElement),
    prod_user_id: text(request.prodUserId),
    // Annotated as a string by the server: the JSON value true is a type error.
    get_proxy_key: request.withProxyKey === undefined ? undefined : 'True',
    task_id: optionalIdentifier('taskId', request.taskId),
    n_jobs: optionalIdentifier('jobCount', request.jobCount),
    background: request.background,
    resource_type: text(request.resourceType),
    harvester_id: text(request.harvesterId),
    worker_id: optionalIdentifier('workerId', request.workerId),
    scheduler_id: text(request.schedulerId),
    job_type: text(request.jobType),
    via_topic: request.viaTopic,
    remaining_time: integer(request.remainingTimeSeconds),
  };
}

/**
 * Arguments of `pilot/update_job`, and an entry of `pilot/update_jobs_bulk`. Lengths are those at which the server
 * cuts, or the width of the column where it does not (scheduler_id, cpu_consumption_unit, pilot_timing): a longer one
 * would fail the whole update with StatusCode 30, every time it is repeated.
 */
export function updateJobArguments(update: JobUpdate): WireRecord {
  return {
    job_id: identifier('jobId', update.jobId),
    job_status: update.state,
    attempt_nr: optionalIdentifier('attemptNumber', update.attemptNumber),
    job_sub_status: text(update.subStatus, 80),
    ...whereItRuns(update),
    ...howItEnded(update),
    ...whatItUsed(update),
    ...whatItMade(update),
    start_time: utcText(update.startedAt),
    end_time: utcText(update.endedAt),
    pilot_timing: timing(update.timing),
    timeout: serverTimeout(update.serverTimeoutSeconds),
  };
}

function whereItRuns(update: JobUpdate): WireRecord {
  return {
    site_name: text(update.siteName),
    node: text(update.node, 128),
    pilot_id: text(update.pilotId, 200),
    batch_id: text(update.batchId, 80),
    scheduler_id: text(update.schedulerId, 128),
    grid: text(update.grid, 50),
    source_site: text(update.sourceSite, 36),
    destination_site: text(update.destinationSite, 36),
  };
}

function howItEnded(update: JobUpdate): WireRecord {
  const pilotErrorCode = integer(update.pilotErrorCode);
  return {
    trans_exit_code: integer(update.payloadExitCode),
    pilot_error_code: pilotErrorCode === undefined ? undefined : Math.abs(pilotErrorCode),
    // Empty text sets nothing: a blank stands for it.
    pilot_error_diag: update.pilotErrorDiag === '' ? ' ' : text(update.pilotErrorDiag, 500),
    exe_error_code: integer(update.exeErrorCode),
    exe_error_diag: text(update.exeErrorDiag, 500),
  };
}

function whatItUsed(update: JobUpdate): WireRecord {
  return {
    cpu_consumption_time: integer(update.cpuTimeSeconds),
    cpu_consumption_unit: text(update.cpuConsumptionUnit, 128),
    cpu_conversion_factor: decimal(update.cpuConversionFactor),
    cpu_architecture_level: text(update.cpuArchitectureLevel, 20),
    core_count: integer(update.coreCount),
    mean_core_count: integer(update.meanCoreCount),
    ...memory(update.memory ?? {}),
    ...io(update.io ?? {}),
  };
}

function memory(use: MemoryUse): WireRecord {
  return {
    max_rss: integer(use.maxRssKB),
    max_vmem: integer(use.maxVmemKB),
    max_swap: integer(use.maxSwapKB),
    max_pss: integer(use.maxPssKB),
    avg_rss: integer(use.averageRssKB),
    avg_vmem: integer(use.averageVmemKB),
    avg_swap: integer(use.averageSwapKB),
    avg_pss: integer(use.averagePssKB),
  };
}

/** This API divides the rates by 1024 as well as the totals. */
function io(use: IoUse): WireRecord {
  return {
    tot_rchar: integer(use.readCharsBytes),
    tot_wchar: integer(use.writtenCharsBytes),
    tot_rbytes: integer(use.readBytes),
    tot_wbytes: integer(use.writtenBytes),
    rate_rchar: integer(use.readCharsBytesPerSecond),
    rate_wchar: integer(use.writtenCharsBytesPerSecond),
    rate_rbytes: integer(use.readBytesPerSecond),
    rate_wbytes: integer(use.writtenBytesPerSecond),
  };
}

function whatItMade(update: JobUpdate): WireRecord {
  const { metadata, outputReport } = update;
  return {
    n_events: integer(update.eventCount),
    n_input_files: integer(update.inputFileCount),
    job_metrics: keyValueText(update.jobMetrics, 500),
    corrupted_files: text(update.corruptedFiles?.join(',')),
    job_output_report: outputReport === undefined ? undefined : text(JSON.stringify(reported(outputReport))),
    meta_data: text(typeof metadata === 'object' ? JSON.stringify(metadata) : metadata),
    pilot_log: lastText(update.pilotLog, 4000),
    stdout: lastText(update.stdout, 2048),
  };
}

function reported(report: Readonly<Record<string, ReportedFile>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(report).map(([lfn, file]) => [
      lfn,
      {
        guid: file.guid,
        fsize: file.sizeBytes,
        adler32: file.checksum?.algorithm === 'adler32' ? file.checksum.value : undefined,
        md5sum: file.checksum?.algorithm === 'md5' ? file.checksum.value : undefined,
        surl: file.surl,
        full_lfn: file.fullLfn,
        endpoint: file.endpoint,
      },
    ]),
  );
}

function timing(phases: PilotTiming | undefined): string | undefined {
  if (phases === undefined) return undefined;
  const { getJobSeconds, stageInSeconds, payloadSeconds, stageOutSeconds, initialSetupSeconds, setupSeconds } = phases;
  const seconds = [getJobSeconds, stageInSeconds, payloadSeconds, stageOutSeconds, initialSetupSeconds, setupSeconds];
  return text(seconds.map((each) => integer(each) ?? 0).join('|'), 100);
}

/** Arguments of `pilot/update_worker_status`. */
export function workerStatusArguments(update: WorkerStatusUpdate): WireRecord {
  return {
    worker_id: identifier('workerId', update.workerId),
    harvester_id: text(update.harvesterId),
    status: update.status,
    node_id: text(update.nodeId),
  };
}

/** Arguments of `pilot/update_worker_node`. */
export function workerNodeArguments(node: WorkerNode): WireRecord {
  return {
    site: text(node.site),
    host_name: text(node.hostName),
    cpu_model: text(node.cpuModel),
    panda_queue: text(node.queue),
    n_logical_cpus: integer(node.logicalCpuCount),
    n_sockets: integer(node.socketCount),
    cores_per_socket: integer(node.coresPerSocket),
    threads_per_core: integer(node.threadsPerCore),
    cpu_architecture: text(node.cpuArchitecture),
    cpu_architecture_level: text(node.cpuArchitectureLevel),
    clock_speed: float(node.clockSpeedMHz),
    total_memory: integer(node.totalMemoryMB),
    total_local_disk: integer(node.totalLocalDiskGB),
  };
}

/** Arguments of `pilot/update_worker_node_gpu`. */
export function workerNodeGpuArguments(gpu: WorkerNodeGpu): WireRecord {
  return {
    site: text(gpu.site),
    host_name: text(gpu.hostName),
    vendor: text(gpu.vendor),
    model: text(gpu.model),
    count: identifier('count', gpu.count),
    vram: integer(gpu.vramMB),
    architecture: text(gpu.architecture),
    framework: text(gpu.framework),
    framework_version: text(gpu.frameworkVersion),
    driver_version: text(gpu.driverVersion),
  };
}

/** Arguments of `event/acquire_event_ranges`. */
export function eventRangesArguments(request: EventRangesRequest): WireRecord {
  return {
    job_id: identifier('jobId', request.jobId),
    jobset_id: identifier('jobsetId', request.jobsetId),
    task_id: optionalIdentifier('taskId', request.taskId),
    n_ranges: optionalIdentifier('rangeCount', request.rangeCount),
    scattered: request.scattered,
    segment_id: optionalIdentifier('segmentId', request.segmentId),
  };
}

/** The query of `event/get_available_event_range_count`. */
export function eventRangeCountArguments(request: EventRangeCountRequest): Readonly<Record<string, string>> {
  return {
    job_id: String(identifier('jobId', request.jobId)),
    jobset_id: String(identifier('jobsetId', request.jobsetId)),
    task_id: String(identifier('taskId', request.taskId)),
  };
}

/** Arguments of `event/update_single_event_range`. */
export function eventRangeArguments(update: EventRangeUpdate): WireRecord {
  return {
    event_range_id: text(update.eventRangeId),
    event_range_status: update.status,
    core_count: integer(update.coreCount),
    cpu_consumption_time: float(update.cpuTimeSeconds),
    object_store_id: optionalIdentifier('objectStoreId', update.objectStoreId),
  };
}
