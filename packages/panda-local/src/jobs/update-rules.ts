import {
  awaitsAdder,
  databaseTime,
  isFinal,
  type JobColumns,
  type JobRecord,
  type PilotStatus,
  withColumns,
  withStatus,
} from './job-record.ts';

/** One `update_job`, its arguments already turned into columns. */
export interface JobUpdate {
  readonly status: PilotStatus;
  /** null: any attempt. */
  readonly attempt: number | null;
  readonly columns: JobColumns;
  readonly outputReport: string;
  /** Empty: none. */
  readonly metadata: string;
  readonly stdout: string;
  readonly pilotLog: string;
}

/** `gone` and `crashed` leave the job as it was; the others carry what is to be stored. */
export type UpdateOutcome =
  | { readonly kind: 'accepted' | 'ignored' | 'already-done'; readonly record: JobRecord }
  | { readonly kind: 'gone' }
  | { readonly kind: 'crashed' };

/**
 * What the server does with an update. A final state is written as holding and waits, with its report, for the adder.
 * There is no check that the sender acquired the job.
 */
export function applyUpdate(job: JobRecord | undefined, update: JobUpdate, now: Date): UpdateOutcome {
  if (job === undefined || isFinal(job.status)) return { kind: 'gone' };
  if (update.attempt !== null && update.attempt !== job.attempt) return { kind: 'gone' };
  const kept = withAttachments(job, update);
  if (isDone(job, update.status)) return { kind: 'already-done', record: kept };
  if (isTooLate(job, update.status)) return { kind: 'ignored', record: kept };
  if (batchChanged(job.columns.batchID, update.columns.batchID)) return { kind: 'crashed' };
  return { kind: 'accepted', record: accepted(kept, update, now) };
}

/** The one string that goes back to the pilot. */
export function commandFor({ debug, commandToPilot }: JobRecord): string {
  const parts = [...(debug ? ['debug'] : []), ...(commandToPilot === undefined ? [] : [commandToPilot])];
  return parts.length === 0 ? 'NULL' : parts.join(',');
}

/** The first metadata wins and a failed job has none; the last stdout and pilot log win. */
function withAttachments(job: JobRecord, update: JobUpdate): JobRecord {
  const metadata = job.metadata ?? (update.status === 'failed' ? '' : update.metadata);
  return {
    ...job,
    ...(metadata !== '' && { metadata }),
    ...(update.stdout !== '' && { stdout: update.stdout }),
    ...(update.pilotLog !== '' && { pilotLog: update.pilotLog.slice(0, 4000) }),
  };
}

/** A final report waits for the adder already, or the server itself moved the job on. */
function isDone(job: JobRecord, status: PilotStatus): boolean {
  if (!isFinalReport(status)) return false;
  return awaitsAdder(job) || (job.status === 'transferring' && !saidByPilot(job));
}

function saidByPilot({ columns }: JobRecord): boolean {
  return columns.jobDispatcherErrorDiag?.startsWith('set to transferring by the pilot') === true;
}

function isTooLate(job: JobRecord, status: PilotStatus): boolean {
  if (job.status === 'merging') return true;
  return (job.status === 'holding' || job.status === 'transferring') && (status === 'running' || status === 'starting');
}

/** The server means to kill such a job, and crashes. Plain numbers are exempt. */
function batchChanged(before: string | undefined, after: string | undefined): boolean {
  if (before === undefined || after === undefined || before === after) return false;
  return !/^\d+$/.test(before) && !/^\d+$/.test(after);
}

function accepted(job: JobRecord, update: JobUpdate, now: Date): JobRecord {
  const next = nextStatus(job, update.status);
  const { jobDispatcherErrorDiag: _, ...columns } = job.columns;
  const before = isFinalReport(update.status) ? { ...job, columns } : job;
  const changed = withColumns(before, { ...marks(job, update.status, now), ...update.columns }, now);
  const record = withStatus(changed, next, now);
  if (!isFinalReport(update.status)) return record;
  return { ...record, finalReport: { status: update.status, outputReport: update.outputReport } };
}

function nextStatus(job: JobRecord, status: PilotStatus): JobRecord['status'] {
  if (isFinalReport(status)) return 'holding';
  return job.status === 'running' && status === 'starting' ? 'running' : status;
}

/** Times that the server fills in where the pilot gives none, and its note on who said so. */
function marks(job: JobRecord, status: PilotStatus, now: Date): JobColumns {
  const time = databaseTime(now);
  const begins = status === 'running' && (job.status === 'sent' || job.status === 'starting');
  const ends = isFinalReport(status) || status === 'holding';
  const parked = status === 'holding' || status === 'transferring';
  return {
    ...(begins && { startTime: time }),
    ...(ends && job.columns.endTime === undefined && { endTime: time }),
    ...(parked && { jobDispatcherErrorDiag: `set to ${status} by the pilot at ${time}` }),
  };
}

function isFinalReport(status: PilotStatus): status is 'finished' | 'failed' {
  return status === 'finished' || status === 'failed';
}
