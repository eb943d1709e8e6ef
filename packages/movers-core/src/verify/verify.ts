import { type ChecksumAlgorithm, sameChecksum } from '@panda-pilot/core';
import { MoverError } from '../contract/mover-error.ts';
import type { Verification } from '../engine/staging.ts';
import type { Witness } from './witness.ts';

/** Two accounts of one file: what it must be, and what the copy is. */
export interface Accounts {
  readonly truth: Witness;
  readonly copy: Witness;
  /** For the error: URL or path of the copy. */
  readonly file: string;
}

/**
 * The ladder: the first of `algorithms` that both sides can answer decides, then the sizes. Undefined when nothing could
 * be compared, which is not a success. Rejects with `checksum-mismatch` or `size-mismatch`, or as a witness does.
 */
export async function verify(
  accounts: Accounts,
  algorithms: readonly ChecksumAlgorithm[],
): Promise<Verification | undefined> {
  for (const algorithm of new Set(algorithms)) {
    if (await requireSameChecksum(accounts, algorithm)) return 'checksum';
  }
  return (await requireSameSize(accounts)) ? 'size' : undefined;
}

/** False when one side does not know the size; rejects with `size-mismatch` when they differ. */
export async function requireSameSize({ truth, copy, file }: Accounts): Promise<boolean> {
  const expected = await truth.size();
  const actual = expected === undefined ? undefined : await copy.size();
  if (expected === undefined || actual === undefined) return false;
  if (expected !== actual) {
    throw new MoverError(`${actual} bytes instead of ${expected}`, { kind: 'size-mismatch', file });
  }
  return true;
}

async function requireSameChecksum({ truth, copy, file }: Accounts, algorithm: ChecksumAlgorithm): Promise<boolean> {
  const expected = await truth.checksum(algorithm);
  const actual = expected === undefined ? undefined : await copy.checksum(algorithm);
  const same = sameChecksum(expected, actual);
  if (same === 'incomparable') return false;
  if (!same) {
    const message = `${algorithm} ${actual?.value} instead of ${expected?.value}`;
    throw new MoverError(message, { kind: 'checksum-mismatch', file, algorithm });
  }
  return true;
}
