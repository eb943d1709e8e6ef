import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import {
  chunksOf,
  createDigest,
  createTimeLimit,
  moverErrorFrom,
  openRegularFile,
  type Receipt,
  type TransferOptions,
} from '@panda-pilot/movers-core';

export interface CopyOptions extends Pick<TransferOptions, 'signal' | 'timeoutMs' | 'onProgress'> {
  /** Whether the bytes must have reached the disk, not only the page cache. */
  readonly durable?: boolean;
}

/**
 * Copies a regular file to a path at which nothing may stand, not even a dangling link, and computes its adler32 on the
 * way: one reading, one writing. Leaves nothing there when it rejects.
 */
export async function copyNew(source: string, destination: string, options: CopyOptions): Promise<Receipt> {
  const limit = createTimeLimit(options, source);
  try {
    limit.signal.throwIfAborted();
    const from = await openRegularFile(source);
    try {
      return await writeNew(destination, (to) => pump({ from, to, destination }, limit.signal, options));
    } finally {
      await from.close();
    }
  } catch (error) {
    limit.signal.throwIfAborted();
    throw moverErrorFrom(error, source);
  } finally {
    limit.lift();
  }
}

async function writeNew(destination: string, write: (to: FileHandle) => Promise<Receipt>): Promise<Receipt> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  const to = await blaming(destination, open(destination, flags, 0o644));
  try {
    const receipt = await write(to);
    // A network file system may say only here that the disk is full.
    await blaming(destination, to.close());
    return receipt;
  } catch (error) {
    await Promise.allSettled([to.close(), rm(destination, { force: true })]);
    throw error;
  }
}

interface Pipe {
  readonly from: FileHandle;
  readonly to: FileHandle;
  readonly destination: string;
}

/** Two writes are under way at a time, so that the disk never waits for this thread; the sum is made meanwhile. */
async function pump(pipe: Pipe, signal: AbortSignal, { onProgress, durable }: CopyOptions): Promise<Receipt> {
  const digest = createDigest('adler32');
  let bytes = 0;
  let writing = Promise.resolve();
  try {
    for await (const chunk of chunksOf(pipe.from)) {
      signal.throwIfAborted();
      const before = writing;
      writing = blaming(pipe.destination, writeAll(pipe.to, chunk, bytes));
      // It is awaited one turn later, and may have rejected by then.
      writing.catch(() => undefined);
      digest.update(chunk);
      await before;
      bytes += chunk.length;
      onProgress?.(bytes);
    }
    await writing;
  } finally {
    // Nothing may be written to a file that is closed.
    await Promise.allSettled([writing]);
  }
  signal.throwIfAborted();
  if (durable === true) await blaming(pipe.destination, pipe.to.datasync());
  return { mode: 'copied', bytes, checksum: digest.digest() };
}

/** One write may take less than it was given. */
async function writeAll(to: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    written += (await to.write(chunk, written, chunk.length - written, position + written)).bytesWritten;
  }
}

/** What goes wrong with `path`, as a MoverError that names it. */
async function blaming<T>(path: string, action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    throw moverErrorFrom(error, path);
  }
}
