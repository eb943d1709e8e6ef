import { randomBytes } from 'node:crypto';
import { open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checksum, silentLogger } from '@panda-pilot/core';
import { expect } from 'vitest';
import { createDigest, type LocalAlgorithm } from '../local/checksums.ts';
import type { CallOptions } from '../contract/mover.ts';
import { isMoverError, type MoverErrorKind } from '../contract/mover-error.ts';
import type { MakeFixture, MoverFixture } from './fixture.ts';

/** A fixture with the few steps that every test takes. */
export interface Workplace extends MoverFixture {
  readonly options: CallOptions;
  /** Path of a local file that does not exist. */
  readonly local: (name: string) => string;
  /** Path of a local file with that content. */
  readonly write: (name: string, content: Uint8Array) => Promise<string>;
  /** Path of a local file of so many zeros, which take no room. */
  readonly writeSparse: (name: string, bytes: number) => Promise<string>;
  /** Content of a local file; undefined: nothing there. */
  readonly readLocal: (path: string) => Promise<Uint8Array | undefined>;
  /** Names in the local directory. */
  readonly listLocal: () => Promise<readonly string[]>;
}

export async function openWorkplace(makeFixture: MakeFixture): Promise<Workplace> {
  const fixture = await makeFixture();
  const local = (name: string): string => join(fixture.directory, name);
  return {
    ...fixture,
    options: { signal: new AbortController().signal, timeoutMs: 60_000, logger: silentLogger },
    local,
    async write(name, content) {
      await writeFile(local(name), content);
      return local(name);
    },
    async writeSparse(name, bytes) {
      const file = await open(local(name), 'w');
      await file.truncate(bytes);
      await file.close();
      return local(name);
    },
    readLocal: async (path) => ((await exists(path)) ? readFile(path) : undefined),
    listLocal: () => readdir(fixture.directory),
  };
}

/** Content that no other test has, so that nothing can be mistaken for it. */
export function contentOf(bytes: number): Uint8Array {
  return randomBytes(bytes);
}

export function digestOf(algorithm: LocalAlgorithm, content: Uint8Array): Checksum {
  const digest = createDigest(algorithm);
  digest.update(content);
  return digest.digest();
}

/** Compares at once: matchers look at every byte by itself. */
export function expectContent(actual: Uint8Array | undefined, expected: Uint8Array): void {
  expect(actual?.length).toBe(expected.length);
  expect(Buffer.compare(actual ?? new Uint8Array(), expected)).toBe(0);
}

/**
 * Nothing is left on the storage of a `put` that failed, or `remove` takes it away. A server hears of the end of its client when it
 * comes to it, and may make the file by then, or take it away by itself.
 */
export async function expectRemovable(workplace: Workplace, name: string): Promise<void> {
  if (workplace.mover.features.atomicPut) return expect(await workplace.list()).toEqual([]);
  await takeAway(workplace, name);
}

/** Removes the only file of the storage, until nothing is there. */
export async function takeAway({ mover, url, list, options }: Workplace, name: string): Promise<void> {
  const removed = async (): Promise<readonly string[]> => {
    await mover.remove(url(name), options);
    return list();
  };
  await expect.poll(removed, { timeout: 20_000 }).toEqual([]);
}

/** The same with one bit of its middle turned. */
export function corrupted(content: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(content);
  const middle = Math.floor(copy.length / 2);
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}

/** What `call` rejects with; fails when it does not. */
export async function rejectionOf(call: Promise<unknown>): Promise<unknown> {
  const settled = await Promise.allSettled([call]);
  const [outcome] = settled;
  if (outcome.status === 'fulfilled') throw new Error('the call was expected to reject');
  return outcome.reason;
}

/** The kind of MoverError that `call` rejects with; anything else fails. */
export async function kindOf(call: Promise<unknown>): Promise<MoverErrorKind> {
  const reason = await rejectionOf(call);
  if (isMoverError(reason)) return reason.kind;
  throw new Error('the call rejected with something else than a MoverError', { cause: reason });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
