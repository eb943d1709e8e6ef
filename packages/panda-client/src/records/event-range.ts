import type { Checksum } from '@panda-pilot/core';
import type { ServerCommand } from './server-command.ts';

/** What to ask event ranges for. */
export interface EventRangesRequest {
  readonly jobId: number;
  readonly jobsetId: number;
  readonly taskId?: number;
  /** The server's default is 10. */
  readonly rangeCount?: number;
  readonly scattered?: true;
  readonly segmentId?: number;
}

/** A piece of an input file to be processed. */
export interface EventRange {
  readonly eventRangeId: string;
  readonly startEvent: number;
  readonly lastEvent: number;
  readonly lfn: string;
  readonly guid: string;
  readonly scope: string;
}

/** What became of one event range. */
export interface EventRangeUpdate {
  readonly eventRangeId: string;
  /** The server ignores `running` and `transferring`. */
  readonly status: 'running' | 'transferring' | 'finished' | 'failed' | 'fatal';
  readonly coreCount?: number;
  readonly cpuTimeSeconds?: number;
  readonly objectStoreId?: number;
  /** Told among many by the classic API, and in a zip file by both. */
  readonly errorCode?: number;
  /** As `errorCode`. At most 500 characters. */
  readonly errorDiag?: string;
  /** As `errorCode`: how names are made in the object store. */
  readonly pathConvention?: number;
}

/** Event ranges whose outputs are in one zip file. */
export interface ZippedEventRanges {
  readonly zipFile: ZipFile;
  readonly ranges: readonly EventRangeUpdate[];
}

/** A zip file with outputs of event ranges, in an object store. */
export interface ZipFile {
  readonly lfn: string;
  readonly objectStoreId: number;
  readonly sizeBytes: number;
  /** adler32. */
  readonly checksum: Checksum;
  readonly eventCount?: number;
  readonly pathConvention?: number;
}

/** Commands that came with the answer, by PandaID. */
export type EventRangeCommands = ReadonlyMap<number, readonly ServerCommand[]>;

/** What the server answered to many updates of event ranges. */
export interface EventRangesAnswer {
  /** Whether the server took the update, one for each, in their order. */
  readonly taken: readonly boolean[];
  readonly commands: EventRangeCommands;
}

/** Which ranges to count. */
export type EventRangeCountRequest = Required<Pick<EventRangesRequest, 'jobId' | 'jobsetId' | 'taskId'>>;

/** A job of an event service task. */
export interface EventServiceJob {
  readonly jobId: number;
  readonly taskId: number;
}

/** What the server knows of one event range. */
export interface EventRangeStatus {
  /** The server's word: `sent`, `running`, `finished`, `done`, `merged`, `failed`, `fatal`, ... */
  readonly status: string;
  readonly errorCode?: number;
  readonly errorDiag?: string;
}

/** What the server knows of the event ranges of jobs: by PandaID, then by event range id. */
export type EventRangeStatuses = ReadonlyMap<number, ReadonlyMap<string, EventRangeStatus>>;
