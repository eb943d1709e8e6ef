import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Checksum } from '@panda-pilot/core';
import { moverErrorFrom } from '../contract/errno.ts';
import { MoverError } from '../contract/mover-error.ts';
import { createGate } from '../time/gate.ts';
import { createDigest, type LocalAlgorithm } from './checksums.ts';
import { chunksOf } from './chunks.ts';

/**
 * Opens a regular file for reading. Rejects with a MoverError, `unsupported` for a directory, a FIFO or a device; never
 * waits for anybody at the other end of one.
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    // Without O_NONBLOCK the opening of a FIFO hangs until somebody writes to it.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    throw moverErrorFrom(error, path);
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new MoverError(`not a regular file: ${path}`, { kind: 'unsupported', file: path });
}

/**
 * Reads a local file for its checksum; of files that are asked for at once, a few at a time. Rejects with `signal.reason` once
 * aborted, with a MoverError when the file cannot be read.
 */
export function checksumOfFile(path: string, algorithm: LocalAlgorithm, signal: AbortSignal): Promise<Checksum> {
  return reading(() => sum(path, algorithm, signal));
}

/** A file takes 3 MiB while it is read, and the members of a batch are verified all at once. */
const reading = createGate(8);

async function sum(path: string, algorithm: LocalAlgorithm, signal: AbortSignal): Promise<Checksum> {
  signal.throwIfAborted();
  const digest = createDigest(algorithm);
  const file = await openRegularFile(path);
  try {
    for await (const chunk of chunksOf(file)) {
      signal.throwIfAborted();
      digest.update(chunk);
    }
    return digest.digest();
  } catch (error) {
    signal.throwIfAborted();
    throw moverErrorFrom(error, path);
  } finally {
    await file.close();
  }
}
