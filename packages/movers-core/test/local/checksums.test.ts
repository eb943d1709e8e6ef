import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDigest } from '../../src/index.ts';

const sumOf = (algorithm: 'adler32' | 'md5' | 'crc32c', ...chunks: readonly Uint8Array[]): string => {
  const digest = createDigest(algorithm);
  for (const chunk of chunks) digest.update(chunk);
  return digest.digest().value;
};

describe('checksums of bytes at hand', () => {
  it('crc32c is what RFC 3720 gives as examples', () => {
    expect(sumOf('crc32c')).toBe('00000000');
    expect(sumOf('crc32c', Buffer.from('123456789'))).toBe('e3069283');
    expect(sumOf('crc32c', Buffer.alloc(32))).toBe('8a9136aa');
    expect(sumOf('crc32c', Buffer.alloc(32, 0xff))).toBe('62a8ab43');
    expect(sumOf('crc32c', Buffer.from(Array.from({ length: 32 }, (_, index) => index)))).toBe('46dd794e');
  });

  it('are the same however the bytes are cut', () => {
    const content = randomBytes(700_001);
    const cuts = [content.subarray(0, 3), content.subarray(3, 300_000), content.subarray(300_000)];
    for (const algorithm of ['adler32', 'md5', 'crc32c'] as const) {
      expect(sumOf(algorithm, ...cuts)).toBe(sumOf(algorithm, content));
    }
    expect(sumOf('md5', ...cuts)).toBe(createHash('md5').update(content).digest('hex'));
  });
});
