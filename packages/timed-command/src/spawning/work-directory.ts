import { stat } from 'node:fs/promises';
import type { NotStarted } from '../ending.ts';
import { codeOf } from '../errno.ts';

/**
 * Why a command cannot run in a directory, as far as looking at it tells. Asynchronous: a hung file system delays this
 * command only.
 */
export async function findFlawInDirectory(cwd: string | undefined): Promise<NotStarted | undefined> {
  if (cwd === undefined) return undefined;
  try {
    return (await stat(cwd)).isDirectory() ? undefined : directoryFlaw('ENOTDIR', cwd);
  } catch (error) {
    return directoryFlaw(codeOf(error), cwd);
  }
}

/** The directory exists perhaps, but `cd` has failed. */
export function directoryFlaw(code: string, cwd: string | undefined): NotStarted {
  return { kind: 'not-started', code, which: 'cwd', message: `the working directory ${String(cwd)} cannot be entered` };
}
