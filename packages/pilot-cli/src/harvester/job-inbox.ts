import { link, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PilotError, reasonOf } from '@panda-pilot/core';
import { readBoundedFile } from '../bounded-file.ts';
import { type WireJobText, parseJobDefinitions } from './job-definitions.ts';

/** The name that a job definition gets when it is taken, beside the place where it lay. */
export const takenName = 'job_definition.json';

/** What lay in one place. */
export interface TakenJobs {
  readonly path: string;
  readonly jobs: readonly WireJobText[];
}

/** A definition of many jobs is some kilobytes each. */
const maxBytes = 64 * 2 ** 20;

/**
 * Takes the jobs of the first of `paths` that is there, or gives undefined. Renamed before it is read: what is put
 * there afterwards is another definition, and of two pilots only one has this. Rejects with FILE_HANDLING_FAILURE when
 * it cannot be taken or read, or is half JSON and has not changed for `settleMs`; what was refused stays under the name of
 * what was taken.
 */
export async function takeJobs(paths: readonly string[], settleMs = 2000): Promise<TakenJobs | undefined> {
  for (const path of paths) {
    const taken = join(dirname(path), takenName);
    try {
      await rename(path, taken);
    } catch (error) {
      if (isMissing(error)) continue;
      throw unusable(path, error);
    }
    return { path, jobs: parseJobDefinitions(await readWhole(taken, path, settleMs), path) };
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
): Promise<TakenJobs | undefined> {
  const giveUpAt = performance.now() + bounds.patienceMs;
  for (;;) {
    bounds.signal.throwIfAborted();
    const taken = await takeJobs(paths);
    const leftMs = giveUpAt - performance.now();
    if (taken !== undefined || leftMs <= 0) return taken;
    try {
      await sleep(Math.min(bounds.everyMs, leftMs), undefined, { signal: bounds.signal });
    } catch (error) {
      throw bounds.signal.aborted ? bounds.signal.reason : error;
    }
  }
}

/** Puts jobs that nobody has begun to where they were taken from. Rejects, with EEXIST, when other jobs lie there by now. */
export async function putBack({ path, jobs }: TakenJobs): Promise<void> {
  const unseen = `${path}.${process.pid}.tmp`;
  const byId = Object.fromEntries(jobs.map((job) => [String(job['PandaID']), job]));
  try {
    await writeFile(unseen, `${JSON.stringify(byId)}\n`);
    await link(unseen, path);
  } finally {
    await rm(unseen, { force: true });
  }
}

const lookEveryMs = 100;

/** Harvester writes a definition where it is looked for: what was found half written is read again until it no longer changes. */
async function readWhole(taken: string, path: string, settleMs: number): Promise<string> {
  let changedAt = performance.now();
  for (let before: string | undefined; ;) {
    const { text } = await readBoundedFile(taken, { maxBytes }).catch((error: unknown) => {
      throw unusable(path, error);
    });
    if (text !== before) changedAt = performance.now();
    // Of what is no JSON nobody can tell whether it is whole: it is soon believed.
    const quietMs = /^\s*(?:[[{]|$)/.test(text) ? settleMs : lookEveryMs;
    if (isWholeJson(text) || performance.now() - changedAt >= quietMs) return text;
    before = text;
    await sleep(Math.min(lookEveryMs, settleMs));
  }
}

function isWholeJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false; // not yet, or never
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function unusable(path: string, error: unknown): PilotError {
  return new PilotError('FILE_HANDLING_FAILURE', `${path}: ${reasonOf(error, path)}`, {
    cause: error,
  });
}
