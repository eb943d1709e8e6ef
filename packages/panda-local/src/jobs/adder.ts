import type { WireJob } from '@panda-pilot/core';
import { eventCountError } from './event-counts.ts';
import {
  type JobColumns,
  type JobRecord,
  type JobStatus,
  type JudgedFile,
  withColumns,
  withStatus,
} from './job-record.ts';
import { parseOutputReport, type ReportedFile } from './output-report.ts';

/** Which experiment's rules are added: ATLAS wants the number of events of every production output. */
export type AdderPlugin = 'generic' | 'atlas';

/** The job after the adder has compared its final report with its definition. A job without a final report stays as it is. */
export function judge(job: JobRecord, plugin: AdderPlugin, now: Date): JobRecord {
  if (job.finalReport === undefined) return job;
  const { status, columns = {}, files } = verdict(job, plugin);
  return withStatus({ ...withColumns(job, columns, now), files }, status, now);
}

interface Verdict {
  readonly status: JobStatus;
  readonly columns?: JobColumns;
  readonly files: readonly JudgedFile[];
}

const UNREADABLE = 'Could not get GUID/LFN/MD5/FSIZE/SURL from pilot JSON';

function verdict(job: JobRecord, plugin: AdderPlugin): Verdict {
  const expected = expectedFiles(job.description);
  const reported = parseOutputReport(job.finalReport?.outputReport ?? '', expected.inputs);
  if (job.finalReport?.status === 'failed') return failedVerdict(job, expected, reported);
  if (expected.stored.length === 0) return { status: 'finished', files: [] };
  if (reported === undefined) return refusal(200, UNREADABLE);
  const stranger = reported.find(({ lfn }) => !belongs(lfn, expected));
  if (stranger !== undefined) return refusal(200, `pilot produced ${stranger.lfn} inconsistently with jobdef`);
  const missing = expected.stored.find(
    (lfn) => !expected.optional.has(lfn) && !reported.some((file) => stands(file.lfn, lfn)),
  );
  if (missing !== undefined) return refusal(200, `expected output ${missing} is missing in pilot JSON`);
  const events = plugin === 'atlas' ? eventCountError(job, outputsOf(reported, expected)) : undefined;
  if (events !== undefined) return refusal(events.code, events.diag);
  return { status: 'finished', files: finishedFiles(job, expected, reported) };
}

/** Only the log of a failed job is registered. With an error code of its own it needs no report at all. */
function failedVerdict(
  job: JobRecord,
  expected: ExpectedFiles,
  reported: readonly ReportedFile[] | undefined,
): Verdict {
  const { pilotErrorCode = 0, transExitCode = 0 } = job.columns;
  const unexplained =
    reported === undefined && expected.stored.length > 0 && pilotErrorCode === 0 && transExitCode === 0;
  const log = (reported ?? []).filter(({ lfn }) => lfn === expected.log);
  return {
    status: failedStatus(job),
    ...(unexplained && { columns: { ddmErrorCode: 200, ddmErrorDiag: UNREADABLE } }),
    files: log.map((file) => ({ ...file, role: 'log', status: 'ready' })),
  };
}

function failedStatus(job: JobRecord): JobStatus {
  if (job.commandToPilot === 'tobekilled') return 'cancelled';
  return job.columns.jobSubStatus === 'pilot_closed' ? 'closed' : 'failed';
}

function refusal(ddmErrorCode: number, ddmErrorDiag: string): Verdict {
  return { status: 'failed', columns: { ddmErrorCode, ddmErrorDiag }, files: [] };
}

interface ExpectedFiles {
  readonly inputs: ReadonlySet<string>;
  /** Outputs and log. */
  readonly stored: readonly string[];
  readonly log: string | undefined;
  readonly optional: ReadonlySet<string>;
}

function expectedFiles(job: WireJob): ExpectedFiles {
  return {
    inputs: new Set(list(job['inFiles'])),
    stored: list(job['outFiles']),
    log: list(job['logFile'])[0],
    optional: new Set(list(job['allowNoOutput'])),
  };
}

function list(value: unknown): string[] {
  return typeof value === 'string' ? value.split(',').filter((item) => item !== '' && item !== 'NULL') : [];
}

function belongs(lfn: string, { inputs, stored }: ExpectedFiles): boolean {
  return inputs.has(lfn) || stored.some((expected) => stands(lfn, expected));
}

/** A name stands for itself, for its numbered parts (`<lfn>._1`), and `regex|<pattern>` for all that match. */
function stands(lfn: string, expected: string): boolean {
  if (lfn === expected) return true;
  if (expected.startsWith('regex|')) return matchesWhole(lfn, expected.slice('regex|'.length));
  return lfn.startsWith(`${expected}._`) && /^\d+$/.test(lfn.slice(expected.length + 2));
}

function matchesWhole(lfn: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(lfn);
  } catch {
    return false; // the job's author wrote no pattern: nothing matches it
  }
}

function outputsOf(reported: readonly ReportedFile[], { inputs, log }: ExpectedFiles): ReportedFile[] {
  return reported.filter(({ lfn }) => !inputs.has(lfn) && lfn !== log);
}

/** Inputs that a report of success names were left out: skipped for a user, failed for production. */
function finishedFiles(job: JobRecord, expected: ExpectedFiles, reported: readonly ReportedFile[]): JudgedFile[] {
  const leftOut = job.description['prodSourceLabel'] === 'user' ? 'skipped' : 'failed';
  const present = reported.map((file): JudgedFile => {
    if (expected.inputs.has(file.lfn)) return { ...file, role: 'input', status: leftOut };
    return { ...file, role: file.lfn === expected.log ? 'log' : 'output', status: 'ready' };
  });
  const absent = expected.stored
    .filter((lfn) => !reported.some((file) => stands(file.lfn, lfn)))
    .map((lfn): JudgedFile => ({ lfn, role: 'output', status: 'nooutput' }));
  return [...present, ...absent];
}
