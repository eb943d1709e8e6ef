import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PilotError } from '@panda-pilot/core';
import { readBoundedFile } from '../bounded-file.ts';
import { type WireJobText, parseJobDefinitions } from './job-definitions.ts';

/** The name that a job definition gets when it is taken, beside the place where it lay. */
export const takenName = 'job_definition.json';

/** A definition of many jobs is some kilobytes each. */
const maxBytes = 64 * 2 ** 20;

/**
 * Takes the jobs of the first of `paths` that is there, or gives undefined. Renamed before it is read: what is put there afterwards is
 * another definition, and of two pilots only one has this. Rejects with FILE_HANDLING_FAILURE when it cannot be taken or read; what was
 * refused stays under the name of what was taken.
 */
export async function takeJobs(paths: readonly string[]): Promise<WireJobText[] | undefined> {
  for (const path of paths) {
    const taken = join(dirname(path), takenName);
    try {
      await rename(path, taken);
    } catch (error) {
      if (isMissing(error)) continue;
      throw unusable(path, error);
    }
    const { text } = await readBoundedFile(taken, { maxBytes }).catch((error: unknown) => {
      throw unusable(path, error);
    });
    return parseJobDefinitions(text, path);
  }
  return undefined;
}

/**
 * Waits until one of `paths` is there. A directory that several machines share tells nobody of new files, so it is looked at every
 * `everyMs`. Resolves undefined when patience is over; rejects with `signal.reason` when aborted.
 */
export async function awaitJobs(
  paths: readonly string[],
  bounds: { readonly patienceMs: number; readonly everyMs: number; readonly signal: AbortSignal },
): Promise<WireJobText[] | undefined> {
  const giveUpAt = performance.now() + bounds.patienceMs;
  for (;;) {
    bounds.signal.throwIfAborted();
    const jobs = await takeJobs(paths);
    const leftMs = giveUpAt - performance.now();
    if (jobs !== undefined || leftMs <= 0) return jobs;
    try {
      await sleep(Math.min(bounds.everyMs, leftMs), undefined, { signal: bounds.signal });
    } catch (error) {
      throw bounds.signal.aborted ? bounds.signal.reason : error;
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function unusable(path: string, error: unknown): PilotError {
  return new PilotError('FILE_HANDLING_FAILURE', `${path}: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  });
}
