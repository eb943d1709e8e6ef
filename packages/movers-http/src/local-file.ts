import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { moverErrorFrom, openRegularFile } from '@panda-pilot/movers-core';

/** Gives `fill` a new, empty file; when it rejects, or nothing new can stand at `path`, nothing is left there of ours. */
export async function withNewFile<T>(path: string, fill: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o644).catch(blame(path));
  let filled: T;
  try {
    filled = await fill(file);
    // Network file systems may say only here that they are full.
    await file.close().catch(blame(path));
  } catch (error) {
    await Promise.allSettled([file.close(), rm(path, { force: true })]);
    throw error;
  }
  return filled;
}

/** Gives `use` an open regular file and its size in bytes. */
export async function withSource<T>(path: string, use: (file: FileHandle, bytes: number) => Promise<T>): Promise<T> {
  const file = await openRegularFile(path);
  try {
    return await use(file, (await file.stat()).size);
  } finally {
    await file.close();
  }
}

function blame(path: string): (error: unknown) => never {
  return (error) => {
    throw moverErrorFrom(error, path);
  };
}
