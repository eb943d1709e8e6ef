import type { Queuedata } from '../queuedata.ts';

/** Fields that a job sets in the queue's place, by wire name. */
export type QueuedataOverrides = Readonly<Record<string, string>>;

/**
 * Takes `--overwriteQueuedata={k=v,k='a,b'}` (also `--overwriteAGISdata`) out of a job's parameters. Several add up, the
 * later wins. Throws PilotError QUEUEDATA_NOT_OK when the braces do not close or a pair has no name.
 */
export function takeQueuedataOverrides(jobParameters: string): {
  readonly parameters: string;
  readonly overrides: QueuedataOverrides;
} {
  throw new TypeError(`takeQueuedataOverrides: ${jobParameters}`);
}

/** The queue with `overrides` in place of its own fields; throws as `parseQueuedata` does. */
export function overrideQueuedata(queuedata: Queuedata, overrides: QueuedataOverrides): Queuedata {
  throw new TypeError(`overrideQueuedata: ${queuedata.name} ${Object.keys(overrides).length}`);
}
