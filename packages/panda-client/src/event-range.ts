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
}

/** Commands that came with the answer, by PandaID. */
export type EventRangeCommands = ReadonlyMap<number, readonly ServerCommand[]>;

/** What the server answered to many updates of event ranges. */
export interface EventRangesAnswer {
  /** Whether the server took the update, one for each, in their order. */
  readonly taken: readonly boolean[];
  readonly commands: EventRangeCommands;
}
