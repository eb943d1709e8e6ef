import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/**
 * Opens a file of the pilot's for appending, making it if need be. A payload of the same account may have put a link, a
 * FIFO or somebody else's file in its place: then it throws, and waits for nobody. Whoever opened it closes the
 * descriptor.
 */
export function openOwnFile(path: string, mode: number): number {
  return checked(path, openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode));
}

/** The text of a file of the pilot's; throws as `openOwnFile`, and when it is not there. */
export function readOwnFile(path: string): string {
  const file = checked(path, openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
  try {
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function checked(path: string, file: number): number {
  const stat = fstatSync(file);
  if (stat.isFile() && stat.nlink === 1) return file;
  closeSync(file);
  throw new Error(`${path} is not the pilot's own file any more`);
}
