import { createHash, randomUUID } from 'node:crypto';
import { chmod, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ensureSharedDirectory, moverErrorFrom, type Receipt } from '@panda-pilot/movers-core';
import { type CopyOptions, copyNew } from './copy-new.ts';

/**
 * Copies a regular file to `destination`, or over what stands there: first to a name of its own in the same directory, then
 * by rename, so that a reader sees all of it or nothing, and a link at the destination is replaced, never followed. Makes
 * the directories above. Leaves nothing when it rejects; only a killed process leaves its part, for `discardRemains`.
 */
export async function putAtomically(source: string, destination: string, options: CopyOptions): Promise<Receipt> {
  const directory = dirname(destination);
  const part = join(directory, `${partPrefix(destination)}${randomUUID()}`);
  try {
    await ensureSharedDirectory(directory);
    const receipt = await copyNew(source, part, options);
    // Whoever reads it may be another account, whatever this process keeps from its files (umask).
    await chmod(part, 0o644).catch(() => undefined);
    await rename(part, destination);
    if (options.durable === true) await syncDirectory(directory);
    return receipt;
  } catch (error) {
    await Promise.allSettled([rm(part, { force: true })]);
    options.signal.throwIfAborted();
    throw moverErrorFrom(error, destination);
  }
}

/** Removes what killed processes left of puts to `destination`. */
export async function discardRemains(destination: string): Promise<void> {
  const directory = dirname(destination);
  const names = await namesIn(directory);
  const remains = names.filter((name) => name.startsWith(partPrefix(destination)));
  await Promise.all(remains.map((name) => rm(join(directory, name), { force: true })));
}

/** Of one length, so that a part's name is never too long where the file's own is not. */
function partPrefix(destination: string): string {
  return `.panda-part-${createHash('md5').update(basename(destination)).digest('hex')}-`;
}

/** Makes the new name itself durable; file systems that cannot do that for a directory answer EINVAL. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EINVAL')) throw error;
  } finally {
    await directory.close();
  }
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
