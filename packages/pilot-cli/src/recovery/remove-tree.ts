import { chmod, lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes `path` and all below it. What a payload of our own account has closed to everybody is opened first, and what
 * it has dug deeper than any path reaches is lifted: it goes like the rest. Rejects with the file system's error when
 * something stays.
 */
export async function removeTree(path: string): Promise<void> {
  try {
    await remove(path);
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM', 'ENAMETOOLONG')) throw error;
    await makeReachable(path);
    await remove(path);
  }
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** Half of what Linux takes: with names of any length behind it, it is still a path. */
const longestPath = 2048;

/** Links are not followed. */
async function makeReachable(root: string): Promise<void> {
  if (!(await lstat(root)).isDirectory()) return;
  const directories = [root];
  for (let next = directories.pop(), lifted = 0; next !== undefined; next = directories.pop()) {
    await chmod(next, 0o700);
    for (const entry of await readdir(next, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const inner = join(next, entry.name);
      directories.push(inner.length > longestPath ? await lift(inner, join(root, `lifted-${(lifted += 1)}`)) : inner);
    }
  }
}

/** A directory can be moved only once it is open to its owner. */
async function lift(from: string, to: string): Promise<string> {
  await chmod(from, 0o700);
  await rename(from, to);
  return to;
}
