import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a directory, and those above it that are missing; one that is there already will do. Rejects with the file
 * system's error, also where Node 20's own recursive mkdir tries for ever: below a directory that was removed, in
 * /proc, where an automounter knows no such name.
 */
export async function ensureDirectory(path: string, { mode = 0o777 }: { readonly mode?: number } = {}): Promise<void> {
  try {
    await makeOne(path, mode);
  } catch (error) {
    const above = dirname(path);
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing || above === path) throw error;
    await ensureDirectory(above, { mode });
    await makeOne(path, mode);
  }
}

async function makeOne(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (!(await isDirectory(path))) throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
