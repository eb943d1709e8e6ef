import { cp, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ensureDirectory, readLease } from '@panda-pilot/lease';
import { jobDirectories, releaseSite } from './site-directory.ts';
import { removeTree } from './remove-tree.ts';

/**
 * Moves a pilot's directory with the jobs that are still owed to `recoverDir`, which outlives the batch slot, and gives
 * it free there for a pilot of any host. Resolves with where it is; undefined when there is nothing to move, or a
 * runjob still works in it. Rejects with the file system's error, and then everything is where it was.
 */
export async function moveRemains(site: string, recoverDir: string): Promise<string | undefined> {
  const jobs = await jobDirectories(site);
  if (jobs.length === 0 || jobs.some((job) => readLease(job).kind === 'held')) return undefined;
  const place = join(recoverDir, basename(site));
  await ensureDirectory(recoverDir, { mode: 0o770 });
  try {
    await rename(site, place);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await copyThenRemove(site, place);
  }
  await releaseSite(place);
  return place;
}

/** Nobody sees the copy before it is whole: until then its name is not that of a pilot's directory. */
async function copyThenRemove(from: string, to: string): Promise<void> {
  const copy = `${to}.part`;
  try {
    await cp(from, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    await rename(copy, to);
  } catch (error) {
    await rm(copy, { recursive: true, force: true });
    throw error;
  }
  await removeTree(from);
}
