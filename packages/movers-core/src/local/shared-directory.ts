import { chmod, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ensureDirectory } from '@panda-pilot/lease';

/**
 * Makes a directory of a mounted storage, and those above it that are missing, all of them open to the group whatever this process
 * keeps from its files (umask): the next job of a dataset may run under another account. Rejects with the file system's error.
 */
export async function ensureSharedDirectory(path: string): Promise<void> {
  const missing = await missingOf(path);
  await ensureDirectory(path, { mode: groupMode });
  // Some storages keep modes of their own, and a directory that somebody else made meanwhile is his.
  await Promise.allSettled(missing.map((directory) => chmod(directory, groupMode)));
}

const groupMode = 0o775;

async function missingOf(path: string): Promise<readonly string[]> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || path === dirname(path) ? [] : [path, ...(await missingOf(dirname(path)))];
}
