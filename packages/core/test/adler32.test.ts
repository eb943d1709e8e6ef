import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAdler32 } from '../src/adler32.ts';

/** RFC 1950 word for word: one byte at a time, the remainder taken at each. */
function naiveAdler32(data: Uint8Array): string {
  let low = 1;
  let high = 0;
  for (const byte of data) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return (high * 65_536 + low).toString(16).padStart(8, '0');
}

const adler32 = (...chunks: readonly Uint8Array[]): string => {
  const sum = createAdler32();
  for (const chunk of chunks) sum.update(chunk);
  return sum.digest().value;
};

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('createAdler32', () => {
  it.each([
    ['', '00000001'],
    ['a', '00620062'],
    ['abc', '024d0127'],
    ['Wikipedia', '11e60398'],
    ['The quick brown fox jumps over the lazy dog', '5bdc0fda'],
  ])('gives the published sum of %j', (data, sum) => {
    expect(adler32(text(data))).toBe(sum);
  });

  it('agrees with a naive one on any bytes, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 12 }), (chunks) => {
        expect(adler32(...chunks)).toBe(naiveAdler32(Buffer.concat(chunks)));
      }),
    );
  });

  it.each([3, 5_551, 5_552, 5_553, 11_104, 65_521, 300_001])('does not overflow in %d bytes of 255', (length) => {
    const data = new Uint8Array(length).fill(255);
    expect(adler32(data)).toBe(naiveAdler32(data));
  });

  it('starts from the largest state without overflow', () => {
    const data = new Uint8Array(20_000).fill(255);
    const prefix = Uint8Array.from({ length: 4_999 }, (_, index) => (index * 7) % 256);
    expect(adler32(prefix, data, prefix)).toBe(naiveAdler32(Buffer.concat([prefix, data, prefix])));
  });

  it('goes on after a digest', () => {
    const sum = createAdler32().update(text('ab'));
    expect(sum.digest()).toEqual({ algorithm: 'adler32', value: '012600c4' });
    expect(sum.update(text('c')).digest().value).toBe('024d0127');
  });

  it('reads a Buffer that is a window on another', () => {
    expect(adler32(Buffer.from('xxabcxx').subarray(2, 5))).toBe('024d0127');
  });
});
