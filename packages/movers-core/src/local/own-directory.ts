import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownSuffix } from '@panda-pilot/lease';
import { moverErrorFrom } from '../contract/errno.ts';

/**
 * Lets `work` use a new directory below `parent`, or where temporary files go, and removes it, whatever became of the work. A
 * process that is killed leaves it under a name by which `removeOrphans` knows it.
 */
export async function inOwnDirectory<T>(
  parent: string | undefined,
  work: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = join(parent ?? tmpdir(), ownSuffix());
  await mkdir(directory, { mode: 0o700 }).catch((error: unknown) => {
    throw moverErrorFrom(error, directory);
  });
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
