import { lstat, mkdtemp, stat } from 'node:fs/promises';
import { MoverError, moverErrorFrom, openRegularFile } from '@panda-pilot/movers-core';

/** Rejects with `exists` for anything at all, be it a dangling link. */
export async function requireNothing(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined) throw new MoverError(`there already: ${path}`, { kind: 'exists', file: path });
}

/** Bytes of a regular file. Rejects for what a client would wait for, or refuse with fewer words. */
export async function requireRegularFile(path: string): Promise<number> {
  const file = await openRegularFile(path);
  await file.close();
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw moverErrorFrom(error, path);
  }
}

/** The path itself. xrdcp 5.5.3 cuts local paths at a `?` as it cuts URLs, and prints a line for each file. */
export function requireNameable(path: string): string {
  if (!/[?\p{Cc}]/u.test(path)) return path;
  throw new MoverError(`a path that xrdcp cannot take: ${JSON.stringify(path)}`, { kind: 'unsupported', file: path });
}

/** A new directory whose name begins so. */
export async function makeDirectory(prefix: string): Promise<string> {
  try {
    return await mkdtemp(prefix);
  } catch (error) {
    throw moverErrorFrom(error, prefix);
  }
}
