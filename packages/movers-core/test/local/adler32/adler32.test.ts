import { randomBytes } from 'node:crypto';
import { createAdler32 as createPlainAdler32 } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { createAdler32 } from '../../../src/local/adler32/adler32.ts';
import { adler32Machine, scratchBytes } from '../../../src/local/adler32/machine.ts';
import type { Digest } from '../../../src/local/digest.ts';

/** Around a step of 32 bytes, a block of 32 KiB and the scratch of 64 KiB. */
const sizes = [0, 1, 31, 32, 33, 63, 64, 65, 32_767, 32_768, 32_800, 65_535, 65_536, 65_569, 300_001];

const sumOf = (digest: Digest, ...chunks: readonly Uint8Array[]): string => {
  for (const chunk of chunks) digest.update(chunk);
  return digest.digest().value;
};

describe('adler32', () => {
  it.each(sizes)('of %i bytes is the same in place, carried, and by the plain loop', (bytes) => {
    const machine = adler32Machine();
    for (const content of [randomBytes(bytes), new Uint8Array(bytes).fill(255), new Uint8Array(bytes)]) {
      const place = new Uint8Array(machine?.memory ?? new ArrayBuffer(0), scratchBytes + 3, bytes);
      place.set(content);
      const expected = createPlainAdler32().update(content).digest().value;
      expect(sumOf(createAdler32(), place)).toBe(expected);
      expect(sumOf(createAdler32(), content)).toBe(expected);
      expect(sumOf(createAdler32({ machine: undefined }), content.subarray(0, 7), content.subarray(7))).toBe(expected);
    }
  });

  it('goes on from the largest sums that there are', () => {
    const content = new Uint8Array(1_000_000).fill(255);
    const cuts = [1, 100, 65_521, 65_522, 500_000].map((at) => [content.subarray(0, at), content.subarray(at)]);
    const expected = createPlainAdler32().update(content).digest().value;
    for (const cut of cuts) expect(sumOf(createAdler32(), ...cut)).toBe(expected);
  });
});
