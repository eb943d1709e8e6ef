import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a directory, and those above it that are missing; one that is there already will do. Rejects with the file system's error, also where Node
 * 20's own recursive mkdir tries for ever: below a directory that was removed, in /proc, where an automounter knows no such name.
 */
export async function ensureDirectory(path: string, { mode = 0o777 }: { readonly mode?: number } = {}): Promise<void> {
  const problem = await attempt(path, mode);
  if (problem === undefined) return;
  const above = dirname(path);
  const isMissing = problem instanceof Error && 'code' in problem && problem.code === 'ENOENT';
  if (!isMissing || above === path) throw problem;
  await ensureDirectory(above, { mode });
  const again = await attempt(path, mode);
  if (again !== undefined) throw again;
}

/** Why there is no such directory, or undefined. */
async function attempt(path: string, mode: number): Promise<unknown> {
  try {
    await mkdir(path, { mode });
    return undefined;
  } catch (error) {
    return (await isDirectory(path)) ? undefined : error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
