import type { BigIntStats } from 'node:fs';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** What a file held, and its status while it was open. */
export interface FileReading {
  readonly bytes: Buffer;
  readonly status: BigIntStats;
}

/**
 * Reads a regular file of at most `maxBytes`. Rejects with the system's error, or with an Error that says what the file
 * is instead. A FIFO, a device or a directory in its place costs no time.
 */
export async function readBoundedFile(path: string, maxBytes: number): Promise<FileReading> {
  // O_NONBLOCK: opening a FIFO would wait for somebody who writes.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = await file.stat({ bigint: true });
    if (!status.isFile()) throw new Error('it is not a regular file');
    if (status.size > maxBytes) throw new Error(`it has more than ${maxBytes} bytes`);
    // One byte more than the file has now: a file that grows meanwhile is noticed, not cut.
    const buffer = Buffer.alloc(Number(status.size) + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      ({ bytesRead: read } = await file.read(buffer, length, buffer.length - length, length));
    }
    if (length > Number(status.size)) throw new Error('it grew while it was read');
    return { bytes: buffer.subarray(0, length), status };
  } finally {
    await file.close();
  }
}

/** Like `readBoundedFile`, and undefined when there is no such file. */
export async function readFileIfThere(path: string, maxBytes: number): Promise<Buffer | undefined> {
  try {
    return (await readBoundedFile(path, maxBytes)).bytes;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** True for a system error of this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
