import { lstat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MoverError } from '../contract/mover-error.ts';
import { openRegularFile } from './local-file.ts';

/** For a directory that people or queues name. */
export { ensureDirectory } from '@panda-pilot/lease';

/** Rejects with `exists` for anything at all, be it a dangling link. */
export async function requireNothing(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined) throw new MoverError(`there already: ${path}`, { kind: 'exists', file: path });
}

/** Bytes of a regular file. Rejects for what a program would wait for, or refuse with fewer words. */
export async function requireRegularFile(path: string): Promise<number> {
  const file = await openRegularFile(path);
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** Whether less than a block is left where `path` is: asked while what was cut is still there, it says why. */
export async function isDiskFull(path: string): Promise<boolean> {
  return statfs(dirname(path)).then(
    ({ bavail }) => bavail === 0,
    () => false,
  );
}
