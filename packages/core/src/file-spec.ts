import type { Checksum } from './checksum.ts';

/** What the job says of a file that the payload reads. */
export interface InputFile {
  readonly lfn: string;
  readonly scope?: string;
  readonly guid?: string;
  /** Never 0: that is the server's word for a size that it does not know. */
  readonly sizeBytes?: number;
  readonly checksum?: Checksum;
  /** The dataset as the job names it (`realDatasetsIn`). */
  readonly dataset?: string;
  /** The dataset that brought the file to the site (`dispatchDblock`) and its space token. */
  readonly dispatchBlock?: string;
  readonly dispatchToken?: string;
  /** The production dataset (`prodDBlocks`) and its token; the token `local` means: copy, never read remotely. */
  readonly productionBlock?: string;
  readonly productionToken?: string;
  readonly ddmEndpoint?: string;
}

/** What the job says of a file that the pilot stores: an output of the payload, or the log tarball. */
export interface OutputFile {
  /** The name of a file, or `regex|` and a pattern. */
  readonly lfn: string;
  /** Of an output that stands for all files whose names it matches anywhere, however many the payload makes. */
  readonly pattern?: string;
  readonly scope?: string;
  /** Given by the server for the log only; the pilot makes the others. */
  readonly guid?: string;
  /** The dataset as the job names it (`realDatasets`). */
  readonly dataset?: string;
  /** `destinationDblock` and its space token. */
  readonly destinationBlock?: string;
  readonly destinationToken?: string;
  readonly dispatchTokenForOut?: string;
  /** `prodDBlockTokenForOutput`: where an event service job stores what is still to be merged. */
  readonly productionTokenForOut?: string;
  /** `fileDestinationSE`. */
  readonly destinationSe?: string;
  readonly ddmEndpoint?: string;
  /** The payload may leave it out (`allowNoOutput`). */
  readonly optional: boolean;
}
