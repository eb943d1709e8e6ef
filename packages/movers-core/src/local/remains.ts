import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** How movers begin the names of what they need for a while beside the files that they move. */
const prefix = '.panda-';

/**
 * Removes what processes that were killed have left of downloads to `directory`, which must be nobody else's: what another process
 * needs has the same names. Rejects as the file system does.
 */
export async function removeRemains(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name.startsWith(prefix));
  await Promise.all(names.map((name) => rm(join(directory, name), { recursive: true, force: true })));
}
