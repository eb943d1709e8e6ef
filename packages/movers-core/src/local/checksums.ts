import { createHash } from 'node:crypto';
import type { ChecksumAlgorithm } from '@panda-pilot/core';
import { createAdler32 } from './adler32/adler32.ts';
import { createCrc32c } from './crc32c.ts';
import type { Digest } from './digest.ts';

/** What is computed here. */
export type LocalAlgorithm = ChecksumAlgorithm;

/** Whether `createDigest` takes this algorithm. */
export function isLocalAlgorithm(algorithm: ChecksumAlgorithm): algorithm is LocalAlgorithm {
  return ['adler32', 'md5', 'crc32c'].includes(algorithm);
}

/** Starts a checksum of bytes at hand. */
export function createDigest(algorithm: LocalAlgorithm): Digest {
  if (algorithm === 'adler32') return createAdler32();
  if (algorithm === 'crc32c') return createCrc32c();
  const hash = createHash(algorithm);
  return {
    update: (chunk) => hash.update(chunk),
    digest: () => ({ algorithm, value: hash.digest('hex') }),
  };
}
