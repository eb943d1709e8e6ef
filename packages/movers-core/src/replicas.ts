import type { InputFile, OutputFile, Queuedata } from '@panda-pilot/core';

/** The site, as far as it decides where files are. */
export interface StorageSite {
  readonly queuedata: Queuedata;
  readonly production: boolean;
  /** Where inputs lie already (pilot option); it wins over what queuedata says. */
  readonly inputDirectory?: string;
}

/**
 * Where the site's conventions put `file`, best first: the deterministic Rucio path when the storage path ends in
 * `/rucio`, the dataset's directory otherwise. Plain paths become file URLs.
 * Throws PilotError when a name would leave the storage path, or the queue names no storage.
 */
export function replicasOf(file: InputFile, site: StorageSite): URL[] {
  throw new TypeError(`replicasOf: ${file.lfn} at ${site.queuedata.name}`);
}

/** Where the site's conventions store `file`. Throws as `replicasOf`. */
export function destinationOf(file: OutputFile, site: Omit<StorageSite, 'inputDirectory'>): URL {
  throw new TypeError(`destinationOf: ${file.lfn} at ${site.queuedata.name}`);
}
