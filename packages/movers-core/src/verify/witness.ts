import { stat } from 'node:fs/promises';
import type { Checksum, ChecksumAlgorithm } from '@panda-pilot/core';
import { moverErrorFrom } from '../contract/errno.ts';
import { isLocalAlgorithm, type LocalAlgorithm } from '../local/checksums.ts';
import { checksumOfFile } from '../local/local-file.ts';
import { isMoverError } from '../contract/mover-error.ts';

/** Somebody who can say something of a file's content; undefined where they cannot. */
export interface Witness {
  /** Bytes. */
  size(): Promise<number | undefined>;
  checksum(algorithm: ChecksumAlgorithm): Promise<Checksum | undefined>;
}

/** What somebody has said already: the catalogue, as the job carries it, or the storage. */
export function givenWitness(entry: { readonly sizeBytes?: number; readonly checksum?: Checksum }): Witness {
  return {
    size: async () => entry.sizeBytes,
    checksum: async (algorithm) => (entry.checksum?.algorithm === algorithm ? entry.checksum : undefined),
  };
}

/** A local file, which can always be asked for its adler32. */
export interface LocalWitness extends Witness {
  adler32(): Promise<Checksum>;
}

/** A local file that nobody writes to; `known` is a checksum that needs no second reading. Looks once at most for each answer. */
export function localWitness(path: string, signal: AbortSignal, known?: Checksum): LocalWitness {
  let size: Promise<number> | undefined;
  const computed = new Map<ChecksumAlgorithm, Promise<Checksum>>();
  if (known !== undefined) computed.set(known.algorithm, Promise.resolve(known));
  const compute = (algorithm: LocalAlgorithm): Promise<Checksum> => {
    const checksum = computed.get(algorithm) ?? checksumOfFile(path, algorithm, signal);
    computed.set(algorithm, checksum);
    return checksum;
  };
  return {
    size: () => (size ??= sizeOf(path)),
    checksum: async (algorithm) => (isLocalAlgorithm(algorithm) ? compute(algorithm) : computed.get(algorithm)),
    adler32: () => compute('adler32'),
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw moverErrorFrom(error, path);
  }
}

/** What the storage says when asked. */
export interface StorageQueries {
  /** Rejects with a MoverError. */
  size(): Promise<number>;
  checksum(algorithm: ChecksumAlgorithm): Promise<Checksum>;
}

/** The storage's word; a question that it does not support has no answer, every other error stands. */
export function storageWitness(queries: StorageQueries): Witness {
  return {
    size: () => unlessUnsupported(queries.size()),
    checksum: (algorithm) => unlessUnsupported(queries.checksum(algorithm)),
  };
}

/** Asks `first`, and `second` only for what `first` does not know. */
export function either(first: Witness, second: Witness): Witness {
  return {
    size: async () => (await first.size()) ?? (await second.size()),
    checksum: async (algorithm) => (await first.checksum(algorithm)) ?? (await second.checksum(algorithm)),
  };
}

async function unlessUnsupported<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isMoverError(error, 'unsupported')) return undefined;
    throw error;
  }
}
