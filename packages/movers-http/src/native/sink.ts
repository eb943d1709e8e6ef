import type { FileHandle } from 'node:fs/promises';
import { moverErrorFrom } from '@panda-pilot/movers-core';

/** Writes small chunks to a file as few large ones, while the next are on their way. */
export interface Sink {
  /** Resolves at once, or when there is room for more. Rejects with a MoverError for this chunk or one before. */
  write(chunk: Buffer): Promise<void> | void;
  /** Resolves when everything is with the kernel. */
  flush(): Promise<void>;
}

export function createSink(file: FileHandle, path: string): Sink {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let writing: Promise<void> = Promise.resolve();
  const pour = async (): Promise<void> => {
    await writing;
    const chunks = held;
    [held, heldBytes] = [[], 0];
    writing = writeAll(file, Buffer.concat(chunks), path);
    // Heard of by the next to wait for it.
    writing.catch(() => undefined);
  };
  return {
    write(chunk) {
      held.push(chunk);
      heldBytes += chunk.length;
      return heldBytes < pourBytes ? undefined : pour();
    },
    async flush() {
      await pour();
      await writing;
    },
  };
}

/** TLS hands over 16 KiB at a time, and a write for each would take longer than the copying together. */
const pourBytes = 1024 * 1024;

async function writeAll(file: FileHandle, bytes: Buffer, path: string): Promise<void> {
  try {
    for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
  } catch (error) {
    throw moverErrorFrom(error, path);
  }
}
