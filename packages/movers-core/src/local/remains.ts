import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makerOf } from '@panda-pilot/lease';

/** How movers begin the names of what they need for a while beside the files that they move. */
const prefix = '.panda-';

/**
 * Removes what processes that were killed have left of transfers to `directory`, which must be nobody else's: what another process
 * needs has the same names. Rejects as the file system does.
 */
export async function removeRemains(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name.startsWith(prefix) || makerOf(name) !== undefined);
  await Promise.all(names.map((name) => rm(join(directory, name), { recursive: true, force: true })));
}

/**
 * What transfers have left in `directory`, which may be anybody's: of this account's processes on this host, and of those only the
 * dead. Nothing where the directory cannot be read.
 */
export async function orphansIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => []);
  const paths = names.filter((name) => makerOf(name) === 'dead').map((name) => join(directory, name));
  const owners = await Promise.all(paths.map((path) => lstat(path).catch(() => undefined)));
  return paths.filter((_, index) => owners[index]?.uid === process.getuid?.());
}

/** Removes them. What cannot be removed stays. */
export async function removeOrphans(directory: string): Promise<void> {
  const paths = await orphansIn(directory);
  await Promise.allSettled(paths.map((path) => rm(path, { recursive: true, force: true })));
}
