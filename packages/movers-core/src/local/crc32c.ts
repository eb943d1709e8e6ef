import type { Digest } from './digest.ts';

/**
 * Starts a crc32c (RFC 3720, Castagnoli's polynomial), eight bytes at a time. The libraries that are faster have native
 * parts, which a bundle cannot carry, or are compiled when they are first used, which cannot be waited for here.
 */
export function createCrc32c(): Digest {
  let crc = 0xffff_ffff;
  return {
    update(chunk) {
      crc = extend(crc, chunk);
    },
    digest: () => ({ algorithm: 'crc32c', value: (~crc >>> 0).toString(16).padStart(8, '0') }),
  };
}

/** Reversed. */
const polynomial = 0x82f6_3b78;

/** Table `n` has what a byte does to the sum when `n` bytes follow it. */
const t0 = Uint32Array.from({ length: 256 }, (_, byte) => followed(byte));
const t1 = t0.map(followed);
const t2 = t1.map(followed);
const t3 = t2.map(followed);
const t4 = t3.map(followed);
const t5 = t4.map(followed);
const t6 = t5.map(followed);
const t7 = t6.map(followed);

/** By a byte of zeros. */
function followed(value: number): number {
  let crc = value;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ polynomial;
  return crc;
}

function extend(start: number, data: Uint8Array): number {
  let crc = start;
  let i = 0;
  for (; i + 8 <= data.length; i += 8) {
    crc ^= data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24);
    crc =
      t7[crc & 0xff]! ^
      t6[(crc >>> 8) & 0xff]! ^
      t5[(crc >>> 16) & 0xff]! ^
      t4[crc >>> 24]! ^
      t3[data[i + 4]!]! ^
      t2[data[i + 5]!]! ^
      t1[data[i + 6]!]! ^
      t0[data[i + 7]!]!;
  }
  for (; i < data.length; i++) crc = (crc >>> 8) ^ t0[(crc ^ data[i]!) & 0xff]!;
  return crc;
}
