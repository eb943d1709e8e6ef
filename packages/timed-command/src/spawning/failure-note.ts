import { closeSync, constants, fstatSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mark } from '../processes/mark.ts';

/** What the paths of all notes begin with, chosen once; session, serial and nothing else follow. */
export function notePrefix(): string {
  prefix ??= join(tmpdir(), 'timed-command-note-');
  return prefix;
}

let prefix: string | undefined;

/** Where the shell that could not become the command says why: a file that comes into being only then. */
export function notePath({ session, serial }: Mark): string {
  return `${notePrefix()}${session}-${serial}`;
}

/** Reads a note and removes it; `undefined` when there is none: then the program itself has ended so. */
export function takeNote(path: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    // The directory is everybody's, and the path stands in the arguments of the shell.
    if (fstatSync(descriptor).uid !== process.getuid?.()) return undefined;
    const note = readFileSync(descriptor, 'latin1').trim();
    rmSync(path, { force: true });
    return note;
  } finally {
    closeSync(descriptor);
  }
}
