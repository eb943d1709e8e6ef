import { type Checksum, type ChecksumAlgorithm, isPilotError, parseChecksum } from '@panda-pilot/core';

/** Digits that a program printed as a checksum of that kind, padded; undefined for what is none. */
export function printedChecksum(algorithm: ChecksumAlgorithm, digits: string | undefined): Checksum | undefined {
  if (digits === undefined) return undefined;
  try {
    return parseChecksum(`${algorithm}:${digits}`);
  } catch (error) {
    if (!isPilotError(error, 'CONVERSION_FAILURE')) throw error;
    return undefined;
  }
}
