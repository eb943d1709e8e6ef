import { type Checksum, type ChecksumAlgorithm, isPilotError, parseChecksum } from '@panda-pilot/core';
import { MoverError } from '@panda-pilot/movers-core';

/** The checksum in a tool's answer. Throws a MoverError `other` for what is none. */
export function checksumIn(answer: string, algorithm: ChecksumAlgorithm, file: string): Checksum {
  const checksum = parsed(`${algorithm}:${answer}`);
  if (checksum !== undefined) return checksum;
  throw new MoverError('no checksum that can be read', { kind: 'other', file, tail: answer.slice(-1000) });
}

function parsed(text: string): Checksum | undefined {
  try {
    return parseChecksum(text);
  } catch (error) {
    if (isPilotError(error, 'CONVERSION_FAILURE')) return undefined;
    throw error;
  }
}
