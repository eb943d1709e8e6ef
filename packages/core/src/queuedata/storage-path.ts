import type { Queuedata } from '../queuedata.ts';

/** Which file is stored: production or analysis, and the space token that it is meant for. */
export interface Destination {
  readonly production: boolean;
  readonly token?: string;
}

/** `base/[a,b]/rest,other` -> `base/a/rest`, `base/b/rest`, `other`. */
export function expandStoragePaths(text: string): readonly string[] {
  throw new TypeError(`expandStoragePaths: ${text}`);
}

/** The directory that files for `destination` are stored under; undefined when the queue names none. */
export function destinationPath(queuedata: Queuedata, destination: Destination): string | undefined {
  throw new TypeError(`destinationPath: ${queuedata.name} ${destination.token ?? ''}`);
}

/** The endpoint for `token` that a path is appended to; undefined when the queue names none. */
export function storageEndpoint(queuedata: Queuedata, token?: string): string | undefined {
  throw new TypeError(`storageEndpoint: ${queuedata.name} ${token ?? ''}`);
}
