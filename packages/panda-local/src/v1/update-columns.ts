import type { ArgumentsOf } from './endpoints.ts';
import type { JobColumns } from '../jobs/job-record.ts';

type UpdateArguments = ArgumentsOf<'pilot/update_job'>;

/** The columns that an update sets, cut to the width the database has for them. Empty text and null set nothing. */
export function columnsOf(update: UpdateArguments): JobColumns {
  return withoutUnset({ ...texts(update), ...numbers(update), ...transfers(update), ...leaks(update.job_metrics) });
}

function texts(update: UpdateArguments): Unset<JobColumns> {
  return {
    modificationHost: cut(update.node, 128),
    pilotErrorDiag: cut(update.pilot_error_diag, 500),
    exeErrorDiag: cut(update.exe_error_diag, 500),
    jobMetrics: cut(update.job_metrics, 500),
    pilotTiming: cut(update.pilot_timing),
    startTime: databaseTimeOnly(update.start_time),
    endTime: databaseTimeOnly(update.end_time),
    schedulerID: cut(update.scheduler_id),
    pilotID: cut(update.pilot_id, 200),
    batchID: cut(update.batch_id, 80),
    jobSubStatus: cut(update.job_sub_status, 80),
    cpuConsumptionUnit: cut(update.cpu_consumption_unit),
    cpu_architecture_level: cut(update.cpu_architecture_level, 20),
    corruptedFiles: cut(update.corrupted_files),
    grid: cut(update.grid, 50),
    sourceSite: cut(update.source_site, 36),
    destinationSite: cut(update.destination_site, 36),
  };
}

function numbers(update: UpdateArguments): Unset<JobColumns> {
  return {
    transExitCode: update.trans_exit_code,
    pilotErrorCode: update.pilot_error_code,
    exeErrorCode: update.exe_error_code,
    cpuConsumptionTime: update.cpu_consumption_time,
    cpuConversion: update.cpu_conversion_factor,
    nEvents: update.n_events,
    nInputFiles: update.n_input_files,
    actualCoreCount: update.core_count,
    meanCoreCount: update.mean_core_count,
    maxRSS: whole(update.max_rss),
    maxVMEM: whole(update.max_vmem),
    maxSWAP: whole(update.max_swap),
    maxPSS: whole(update.max_pss),
    avgRSS: whole(update.avg_rss),
    avgVMEM: whole(update.avg_vmem),
    avgSWAP: whole(update.avg_swap),
    avgPSS: whole(update.avg_pss),
  };
}

function transfers(update: UpdateArguments): Unset<JobColumns> {
  return {
    totRCHAR: kilobytes(update.tot_rchar),
    totWCHAR: kilobytes(update.tot_wchar),
    totRBYTES: kilobytes(update.tot_rbytes),
    totWBYTES: kilobytes(update.tot_wbytes),
    rateRCHAR: kilobytes(update.rate_rchar),
    rateWCHAR: kilobytes(update.rate_wchar),
    rateRBYTES: kilobytes(update.rate_rbytes),
    rateWBYTES: kilobytes(update.rate_wbytes),
  };
}

/** `leak=<n>` and `chi2=<n>` of the job metrics have columns of their own: a whole number, and one of at most eleven digits. */
export function leaks(metrics: string | null): Unset<JobColumns> {
  const leak = metric('leak', metrics ?? '');
  const chi2 = metric('chi2', metrics ?? '');
  return {
    memory_leak: leak === undefined ? undefined : Math.trunc(leak),
    memory_leak_x2: chi2 === undefined ? undefined : Math.min(chi2, 10 ** 11 - 1),
  };
}

/** A number of a single digit is overlooked, and what is no number after all. */
function metric(name: string, metrics: string): number | undefined {
  const value = Number(new RegExp(`${name}=(-?\\d+\\.*\\d+)`).exec(metrics)?.[1] ?? Number.NaN);
  return Number.isNaN(value) ? undefined : value;
}

/** Columns of which any may be missing. */
export type Unset<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

/** Only the columns that are set. */
export function withoutUnset(columns: Unset<JobColumns>): JobColumns {
  return Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  );
}

function cut(text: string | null, width?: number): string | undefined {
  return text === null ? undefined : Array.from(text).slice(0, width).join('');
}

/** Any other form of a time is dropped without a word. */
export function databaseTimeOnly(time: string | null): string | undefined {
  return time !== null && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(time) ? time : undefined;
}

function whole(number: number | null): number | undefined {
  return number === null ? undefined : Math.trunc(number);
}

/** At most ten digits. */
function kilobytes(bytes: number | null): number | undefined {
  return bytes === null ? undefined : Math.min(10 ** 10 - 1, Math.trunc(bytes) / 1024);
}
