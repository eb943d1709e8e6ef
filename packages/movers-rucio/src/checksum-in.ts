import { type Checksum, type ChecksumAlgorithm, isPilotError, parseChecksum } from '@panda-pilot/core';
import { MoverError } from '@panda-pilot/movers-core';

/** What the catalogue says; throws a MoverError `other` for what is no checksum. */
export function checksumIn(value: string, algorithm: ChecksumAlgorithm, { href }: URL): Checksum {
  let checksum: Checksum | undefined;
  try {
    checksum = parseChecksum(`${algorithm}:${value}`);
  } catch (error) {
    if (!isPilotError(error, 'CONVERSION_FAILURE')) throw error;
  }
  if (checksum?.algorithm === algorithm) return checksum;
  throw new MoverError(`rucio: ${algorithm} "${value}" cannot be read`, { kind: 'other', file: href });
}
