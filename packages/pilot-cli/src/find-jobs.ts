import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pandaIdIn } from './panda-id-in.ts';

/** The directory of one job, and of the pilot that runs it. */
export interface FoundJob {
  readonly root: string;
  readonly jobId: number;
  readonly site: string;
}

/** Pilots and jobs that were found. */
export interface FoundJobs {
  /** Directories of pilots, also of those without a job. */
  readonly sites: readonly string[];
  readonly jobs: readonly FoundJob[];
  /** Log tarballs that somebody has unpacked: the one directory of each. */
  readonly logs: readonly string[];
}

/** What holds a `panda-demo` holds its `work`, that the pilots', those the jobs'. */
const deepest = 4;

const jobName = /^PandaJob_(\d+)$/;

/**
 * Finds the directories of jobs at or below `directory`, by their names, or under another name by the pilot's records
 * in them; links are not followed. What cannot be read is left out.
 */
export async function findJobs(directory: string): Promise<FoundJobs> {
  const sites: string[] = [];
  const jobs: FoundJob[] = [];
  const logs: string[] = [];
  const visit = async (path: string, depth: number): Promise<void> => {
    const entries = await entriesOf(path);
    const jobId = numberIn(path) ?? (await pandaIdIn(path, entries));
    if (jobId !== undefined) {
      jobs.push({ root: path, jobId, site: dirname(path) });
      return;
    }
    if (await isUnpackedLog(path, entries)) {
      logs.push(path);
      return;
    }
    if (entries.some(({ name }) => name === 'pilot.log')) sites.push(path);
    if (depth === deepest) return;
    for (const entry of entries) if (entry.isDirectory()) await visit(join(path, entry.name), depth + 1);
  };
  await visit(directory, 0);
  return { sites, jobs: jobs.toSorted((a, b) => a.jobId - b.jobId), logs };
}

function numberIn(path: string): number | undefined {
  const [, digits] = jobName.exec(basename(path)) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Its records lie in a directory of their own. */
async function isUnpackedLog(path: string, entries: readonly Dirent[]): Promise<boolean> {
  if (!entries.some((entry) => entry.name === 'pilot' && entry.isDirectory())) return false;
  const records = join(path, 'pilot');
  return (await pandaIdIn(records, await entriesOf(records))) !== undefined;
}

async function entriesOf(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch {
    return [];
  }
}
