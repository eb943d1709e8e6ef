import type { FileHandle } from 'node:fs/promises';
import { adler32Machine, scratchBytes } from './adler32/machine.ts';

/** 1 MiB: a file of 1 MB comes in one piece, and a large one costs few turns of the event loop. */
const chunkBytes = 1024 ** 2;

/**
 * The rest of `file`, in order. The next chunk is being read while one is looked at. A chunk is valid until the next but one
 * is asked for. Rejects as the reading does.
 */
export async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array, void, undefined> {
  let [before, current, ahead] = [takeChunk(), takeChunk(), takeChunk()];
  let reading = file.read(current, 0, chunkBytes, null);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      const chunk = current.subarray(0, bytesRead);
      [before, current, ahead] = [current, ahead, before];
      reading = file.read(current, 0, chunkBytes, null);
      yield chunk;
    }
  } finally {
    // Whoever stops early must not leave a read behind that rejects unseen, or that outlives its file.
    await Promise.allSettled([reading]);
    idle.push(...[before, current, ahead].slice(0, mostIdle - idle.length));
  }
}

/** Fresh memory costs a page fault for every 4 KiB, a quarter of the time that a file of 1 MB takes. The last used is the warmest. */
const idle: Uint8Array[] = [];

let given = 0;

/** In the machine's memory as far as it goes: there a checksum need not carry it. */
function takeChunk(): Uint8Array {
  const warm = idle.pop();
  if (warm !== undefined) return warm;
  const machine = adler32Machine();
  const start = scratchBytes + given * chunkBytes;
  if (machine === undefined || start + chunkBytes > machine.memory.byteLength)
    return Buffer.allocUnsafeSlow(chunkBytes);
  given++;
  return new Uint8Array(machine.memory, start, chunkBytes);
}

/** All that the machine's memory has; what was taken elsewhere beyond that is let go. */
const mostIdle = 63;
