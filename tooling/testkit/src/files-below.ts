import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Paths of all files below a directory, hidden and half-written ones included; none where it is missing. What somebody removes
 * between two looks, a server that tidies up for instance, is not there: `readdir` by itself would reject for all that is.
 */
export async function filesBelow(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    }),
  );
  return found.flat();
}
