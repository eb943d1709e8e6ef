import type { WireJob } from '@panda-pilot/core';

/** The states of a job as the server names them. The last four are final: the job is archived. */
export type JobStatus =
  | 'activated'
  | 'sent'
  | 'starting'
  | 'running'
  | 'holding'
  | 'transferring'
  | 'merging'
  | 'finished'
  | 'failed'
  | 'cancelled'
  | 'closed';

/** The states that a pilot may report. */
export const pilotStatuses = ['running', 'failed', 'finished', 'holding', 'starting', 'transferring'] as const;
/** One of them. */
export type PilotStatus = (typeof pilotStatuses)[number];

/** The columns that updates, the adder and kills write, by the names they have in the server's database. */
export interface JobColumns {
  readonly transExitCode?: number;
  readonly pilotErrorCode?: number;
  readonly pilotErrorDiag?: string;
  readonly exeErrorCode?: number;
  readonly exeErrorDiag?: string;
  readonly ddmErrorCode?: number;
  readonly ddmErrorDiag?: string;
  readonly taskBufferErrorCode?: number;
  readonly taskBufferErrorDiag?: string;
  readonly jobDispatcherErrorDiag?: string;
  /** UTC, `YYYY-MM-DD hh:mm:ss`. */
  readonly startTime?: string;
  readonly endTime?: string;
  readonly modificationTime?: string;
  readonly modificationHost?: string;
  readonly computingElement?: string;
  readonly schedulerID?: string;
  readonly pilotID?: string;
  readonly batchID?: string;
  readonly jobSubStatus?: string;
  readonly jobMetrics?: string;
  readonly pilotTiming?: string;
  readonly cpuConsumptionTime?: number;
  readonly cpuConsumptionUnit?: string;
  readonly cpuConversion?: number;
  readonly cpu_architecture_level?: string;
  readonly nEvents?: number;
  readonly nInputFiles?: number;
  readonly actualCoreCount?: number;
  readonly meanCoreCount?: number;
  /** kB. */
  readonly maxRSS?: number;
  readonly maxVMEM?: number;
  readonly maxSWAP?: number;
  readonly maxPSS?: number;
  readonly avgRSS?: number;
  readonly avgVMEM?: number;
  readonly avgSWAP?: number;
  readonly avgPSS?: number;
  /** kB: the bytes of the update divided by 1024, rates too. */
  readonly totRCHAR?: number;
  readonly totWCHAR?: number;
  readonly totRBYTES?: number;
  readonly totWBYTES?: number;
  readonly rateRCHAR?: number;
  readonly rateWCHAR?: number;
  readonly rateRBYTES?: number;
  readonly rateWBYTES?: number;
  readonly memory_leak?: number;
  readonly memory_leak_x2?: number;
  readonly corruptedFiles?: string;
  readonly grid?: string;
  readonly sourceSite?: string;
  readonly destinationSite?: string;
}

/** One step in the life of a job. */
export interface StatusChange {
  readonly status: JobStatus;
  /** ISO 8601. */
  readonly at: string;
}

/** The final state that a pilot reported, and the files it said it has. */
export interface FinalReport {
  readonly status: 'finished' | 'failed';
  /** JSON text, as it came. */
  readonly outputReport: string;
}

/** What became of one file of the job, as the adder sees it. */
export interface JudgedFile {
  readonly lfn: string;
  readonly role: 'input' | 'output' | 'log';
  readonly status: 'ready' | 'failed' | 'nooutput' | 'skipped';
  readonly guid?: string;
  readonly sizeBytes?: number;
  /** `ad:<adler32>` or `md5:<hex>`. */
  readonly checksum?: string;
  readonly surl?: string;
  readonly endpoint?: string;
}

/** A range of events of an input, in the words of the wire, and what became of it. */
export interface EventRange {
  readonly eventRangeID: string;
  readonly startEvent: number;
  readonly lastEvent: number;
  readonly LFN: string;
  readonly GUID: string;
  readonly scope: string;
  readonly status: 'available' | 'sent' | 'finished' | 'failed' | 'fatal';
}

/** Everything the server knows of one job. Plain data: the journal holds it as it is. */
export interface JobRecord {
  readonly pandaId: number;
  readonly queue: string;
  readonly status: JobStatus;
  readonly attempt: number;
  /** What `acquire_jobs` answers: wire keys, `"NULL"` for what is unset. */
  readonly description: WireJob;
  readonly columns: JobColumns;
  readonly history: readonly StatusChange[];
  /** Debug mode: `debug` goes before every command, and the pilot's secrets come with it. */
  readonly debug: boolean;
  /** Repeated in every answer until it is overwritten. */
  readonly commandToPilot?: string;
  readonly finalReport?: FinalReport;
  /** The payload's report, as the first update that had one brought it. */
  readonly metadata?: string;
  readonly stdout?: string;
  readonly pilotLog?: string;
  /** Filled by the adder. */
  readonly files: readonly JudgedFile[];
  readonly eventRanges: readonly EventRange[];
}

/** True for a job that is archived: no update reaches it. */
export function isFinal(status: JobStatus): boolean {
  return status === 'finished' || status === 'failed' || status === 'cancelled' || status === 'closed';
}

/** True from the final report of the pilot until the adder's verdict. */
export function awaitsAdder(record: JobRecord): boolean {
  return record.finalReport !== undefined && !isFinal(record.status);
}

/** The record in another state, with the change in its history; the same record if it is there already. */
export function withStatus(record: JobRecord, status: JobStatus, now: Date): JobRecord {
  if (record.status === status) return record;
  return { ...record, status, history: [...record.history, { status, at: now.toISOString() }] };
}

/** The record with more columns and a new modification time. */
export function withColumns(record: JobRecord, columns: JobColumns, now: Date): JobRecord {
  return { ...record, columns: { ...record.columns, ...columns, modificationTime: databaseTime(now) } };
}

/** UTC as the server's database prints it: `YYYY-MM-DD hh:mm:ss`. */
export function databaseTime(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}
