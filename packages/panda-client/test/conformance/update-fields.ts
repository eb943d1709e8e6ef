import type { JobUpdate } from '../../src/index.ts';

/** One argument of an update: its names, what is told, and what the server then has. */
export interface UpdateField {
  readonly v1: string;
  readonly classic: string;
  readonly told: Partial<JobUpdate>;
  /** Part of the job's record; of its columns when it says nothing else. */
  readonly stored: Readonly<Record<string, unknown>>;
  /** Where the classic API keeps something else. */
  readonly storedByClassic?: Readonly<Record<string, unknown>>;
  readonly in?: 'record';
}

const long = 'x'.repeat(900);

/** Every argument of the table of update_job and updateJob, but for the job, its state and what is only logged. */
export const updateFields: readonly UpdateField[] = [
  row('node', 'node', { node: long }, { modificationHost: long.slice(0, 128) }),
  row('cpu_consumption_time', 'cpuConsumptionTime', { cpuTimeSeconds: 1.6 }, { cpuConsumptionTime: 2 }),
  row('cpu_consumption_unit', 'cpuConsumptionUnit', { cpuConsumptionUnit: 's+Xeon' }, { cpuConsumptionUnit: 's+Xeon' }),
  row('cpu_conversion_factor', 'cpuConversionFactor', { cpuConversionFactor: 1.5 }, { cpuConversion: 1.5 }),
  row('trans_exit_code', 'transExitCode', { payloadExitCode: 65 }, { transExitCode: 65 }),
  row('pilot_error_code', 'pilotErrorCode', { pilotErrorCode: -1213 }, { pilotErrorCode: 1213 }),
  row('pilot_error_diag', 'pilotErrorDiag', { pilotErrorDiag: long }, { pilotErrorDiag: long.slice(0, 500) }),
  row('exe_error_code', 'exeErrorCode', { exeErrorCode: 7 }, { exeErrorCode: 7 }),
  row('exe_error_diag', 'exeErrorDiag', { exeErrorDiag: long }, { exeErrorDiag: long.slice(0, 500) }),
  row(
    'job_metrics',
    'jobMetrics',
    { jobMetrics: { leak: -3.2, chi2: 0.5 } },
    {
      jobMetrics: 'leak=-3.2 chi2=0.5',
      memory_leak: -3,
      memory_leak_x2: 0.5,
    },
  ),
  row('pilot_timing', 'pilotTiming', { timing: timing() }, { pilotTiming: '1|2|3|4|5|6' }),
  row(
    'start_time',
    'startTime',
    { startedAt: new Date('2026-11-02T01:02:03.9Z') },
    { startTime: '2026-11-02 01:02:03' },
  ),
  row('end_time', 'endTime', { endedAt: new Date('2026-11-02T01:02:03Z') }, { endTime: '2026-11-02 01:02:03' }),
  row('scheduler_id', 'schedulerID', { schedulerId: 's' }, { schedulerID: 's' }),
  row('pilot_id', 'pilotID', { pilotId: long }, { pilotID: long.slice(0, 200) }),
  row('batch_id', 'batchID', { batchId: long }, { batchID: long.slice(0, 80) }),
  row('n_events', 'nEvents', { eventCount: 3 }, { nEvents: 3 }),
  row('n_input_files', 'nInputFiles', { inputFileCount: 2 }, { nInputFiles: 2 }),
  row('core_count', 'coreCount', { coreCount: 8 }, { actualCoreCount: 8 }),
  {
    ...row('mean_core_count', 'meanCoreCount', { meanCoreCount: 1.5 }, { meanCoreCount: 2 }),
    storedByClassic: { meanCoreCount: 1.5 },
  },
  row('job_sub_status', 'jobSubStatus', { subStatus: long }, { jobSubStatus: long.slice(0, 80) }),
  row('max_rss', 'maxRSS', { memory: { maxRssKB: 10.4 } }, { maxRSS: 10 }),
  row('max_vmem', 'maxVMEM', { memory: { maxVmemKB: 11 } }, { maxVMEM: 11 }),
  row('max_swap', 'maxSWAP', { memory: { maxSwapKB: 12 } }, { maxSWAP: 12 }),
  row('max_pss', 'maxPSS', { memory: { maxPssKB: 13 } }, { maxPSS: 13 }),
  row('avg_rss', 'avgRSS', { memory: { averageRssKB: 14 } }, { avgRSS: 14 }),
  row('avg_vmem', 'avgVMEM', { memory: { averageVmemKB: 15 } }, { avgVMEM: 15 }),
  row('avg_swap', 'avgSWAP', { memory: { averageSwapKB: 16 } }, { avgSWAP: 16 }),
  row('avg_pss', 'avgPSS', { memory: { averagePssKB: 17 } }, { avgPSS: 17 }),
  row('tot_rchar', 'totRCHAR', { io: { readCharsBytes: 10_240 } }, { totRCHAR: 10 }),
  row('tot_wchar', 'totWCHAR', { io: { writtenCharsBytes: 20_480 } }, { totWCHAR: 20 }),
  row('tot_rbytes', 'totRBYTES', { io: { readBytes: 1024 } }, { totRBYTES: 1 }),
  row('tot_wbytes', 'totWBYTES', { io: { writtenBytes: 2e15 } }, { totWBYTES: 9_999_999_999 }),
  rate('rate_rchar', 'rateRCHAR', { io: { readCharsBytesPerSecond: 2048 } }),
  rate('rate_wchar', 'rateWCHAR', { io: { writtenCharsBytesPerSecond: 2048 } }),
  rate('rate_rbytes', 'rateRBYTES', { io: { readBytesPerSecond: 2048 } }),
  rate('rate_wbytes', 'rateWBYTES', { io: { writtenBytesPerSecond: 2048 } }),
  row('corrupted_files', 'corruptedFiles', { corruptedFiles: ['a', 'b'] }, { corruptedFiles: 'a,b' }),
  row(
    'cpu_architecture_level',
    'cpu_architecture_level',
    { cpuArchitectureLevel: 'x86_64-v3' },
    {
      cpu_architecture_level: 'x86_64-v3',
    },
  ),
  row('grid', 'grid', { grid: long }, { grid: long.slice(0, 50) }),
  row('source_site', 'source_site', { sourceSite: long }, { sourceSite: long.slice(0, 36) }),
  row('destination_site', 'destination_site', { destinationSite: long }, { destinationSite: long.slice(0, 36) }),
  { ...row('stdout', 'stdout', { stdout: `a${'o'.repeat(2048)}` }, { stdout: 'o'.repeat(2048) }), in: 'record' },
  {
    ...row('pilot_log', 'pilotLog', { pilotLog: `a${'l'.repeat(4000)}` }, { pilotLog: 'l'.repeat(4000) }),
    in: 'record',
  },
  { ...row('meta_data', 'metaData', { metadata: { a: 1 } }, { metadata: '{"a":1}' }), in: 'record' },
  {
    ...row(
      'job_output_report',
      'xml',
      {
        state: 'finished',
        outputReport: { l: { guid: 'g', sizeBytes: 5, checksum: { algorithm: 'md5', value: 'f' } } },
      },
      { finalReport: { status: 'finished', outputReport: '{"l":{"guid":"g","fsize":5,"md5sum":"f"}}' } },
    ),
    in: 'record',
  },
  { ...row('attempt_nr', 'attemptNr', { attemptNumber: 1 }, { attempt: 1, status: 'running' }), in: 'record' },
  { ...row('site_name', 'siteName', { siteName: 'S' }, { status: 'running' }), in: 'record' },
  { ...row('timeout', 'timeout', { serverTimeoutSeconds: 90 }, { status: 'running' }), in: 'record' },
];

function row(
  v1: string,
  classic: string,
  told: Partial<JobUpdate>,
  stored: Readonly<Record<string, unknown>>,
): UpdateField {
  return { v1, classic, told, stored };
}

/** Bytes a second: divided by 1024 by the one API alone. */
function rate(v1: string, classic: string, told: Partial<JobUpdate>): UpdateField {
  return { ...row(v1, classic, told, { [classic]: 2 }), storedByClassic: { [classic]: 2048 } };
}

function timing(): NonNullable<JobUpdate['timing']> {
  return {
    getJobSeconds: 1,
    stageInSeconds: 2.2,
    payloadSeconds: 3,
    stageOutSeconds: 4,
    initialSetupSeconds: 5,
    setupSeconds: 6,
  };
}

/** The arguments that the table of the wire contract has, as a reader of it copies them. */
export const contractArguments = `
  attempt_nr job_output_report meta_data node cpu_consumption_time cpu_consumption_unit cpu_conversion_factor
  trans_exit_code pilot_error_code exe_error_code pilot_error_diag exe_error_diag job_metrics pilot_timing start_time end_time
  scheduler_id pilot_id batch_id n_events n_input_files core_count mean_core_count job_sub_status
  max_rss max_vmem max_swap max_pss avg_rss avg_vmem avg_swap avg_pss tot_rchar tot_wchar tot_rbytes tot_wbytes
  rate_rchar rate_wchar rate_rbytes rate_wbytes corrupted_files cpu_architecture_level grid source_site destination_site
  stdout pilot_log site_name timeout`;
