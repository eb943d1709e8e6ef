import { type Stats, closeSync, constants, fstatSync, openSync } from 'node:fs';

/** A regular file that is open for reading; whoever opened it closes the descriptor. */
export interface PayloadFile {
  readonly descriptor: number;
  readonly stat: Stats;
}

/**
 * Opens a file that the payload may have made. It may have put anything there: only a regular file is opened, never
 * through a link, and a FIFO is not waited for. Undefined when there is none, or none that we may read.
 */
export function openPayloadFile(path: string): PayloadFile | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined; // absent, a link, or out of reach
  }
  const stat = fstatSync(descriptor);
  if (stat.isFile()) return { descriptor, stat };
  closeSync(descriptor);
  return undefined;
}
