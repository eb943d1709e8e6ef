import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

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
}

/** What holds a `panda-demo` holds its `work`, that the pilots', those the jobs'. */
const deepest = 4;

const jobName = /^PandaJob_(\d+)$/;

/** Finds the directories of jobs at or below `directory`, by their names; links are not followed. What cannot be read is left out. */
export async function findJobs(directory: string): Promise<FoundJobs> {
  const sites: string[] = [];
  const jobs: FoundJob[] = [];
  const visit = async (path: string, depth: number): Promise<void> => {
    const [, digits] = jobName.exec(basename(path)) ?? [];
    if (digits !== undefined) {
      jobs.push({ root: path, jobId: Number(digits), site: dirname(path) });
      return;
    }
    const entries = await entriesOf(path);
    if (entries.some(({ name }) => name === 'pilot.log')) sites.push(path);
    if (depth === deepest) return;
    for (const entry of entries) if (entry.isDirectory()) await visit(join(path, entry.name), depth + 1);
  };
  await visit(directory, 0);
  return { sites, jobs: jobs.toSorted((a, b) => a.jobId - b.jobId) };
}

async function entriesOf(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch {
    return [];
  }
}
