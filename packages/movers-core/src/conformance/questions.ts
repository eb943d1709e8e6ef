import { setTimeout as wait } from 'node:timers/promises';
import type { ChecksumAlgorithm } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { isLocalAlgorithm } from '../local/checksums.ts';
import type { MakeFixture } from './fixture.ts';
import { contentOf, digestOf, expectContent, kindOf, openWorkplace } from './workplace.ts';

/** stat, checksum, remove. */
export function describeQuestions(makeFixture: MakeFixture): void {
  describe('stat, checksum and remove', () => {
    it('tells the size of a file', async () => {
      const { mover, url, plant, options } = await openWorkplace(makeFixture);
      await plant('file', contentOf(12_345));
      await plant('empty', contentOf(0));
      expect((await mover.stat(url('file'), options)).size).toBe(12_345);
      expect((await mover.stat(url('empty'), options)).size).toBe(0);
    });

    it('rejects with not-found when there is nothing to tell the size of', async () => {
      const { mover, url, options } = await openWorkplace(makeFixture);
      expect(await kindOf(mover.stat(url('missing'), options))).toBe('not-found');
      expect(await kindOf(mover.stat(url('missing/below/it'), options))).toBe('not-found');
    });

    describeChecksums(makeFixture);
    describeRemoval(makeFixture);
  });
}

function describeChecksums(makeFixture: MakeFixture): void {
  it('tells every kind of checksum that it names, zeros on the left included', async () => {
    const { mover, url, plant, options } = await openWorkplace(makeFixture);
    // The adler32 of one byte always begins with 00.
    for (const content of [contentOf(0), Buffer.from('a'), contentOf(1_000_000)]) {
      await plant(`${content.length}-bytes`, content);
      for (const algorithm of mover.features.checksums.filter(isLocalAlgorithm)) {
        const checksum = await mover.checksum(url(`${content.length}-bytes`), algorithm, options);
        expect(checksum).toEqual(digestOf(algorithm, content));
      }
    }
  });

  it('rejects with not-found when there is nothing to tell the checksum of', async () => {
    const { mover, url, options } = await openWorkplace(makeFixture);
    for (const algorithm of mover.features.checksums) {
      expect(await kindOf(mover.checksum(url('missing'), algorithm, options))).toBe('not-found');
    }
  });

  it('rejects with unsupported for a kind of checksum that it does not name', async () => {
    const { mover, url, plant, options } = await openWorkplace(makeFixture);
    await plant('file', contentOf(10));
    const all: readonly ChecksumAlgorithm[] = ['adler32', 'md5', 'crc32c'];
    for (const algorithm of all.filter((one) => !mover.features.checksums.includes(one))) {
      expect(await kindOf(mover.checksum(url('file'), algorithm, options))).toBe('unsupported');
    }
  });
}

function describeRemoval(makeFixture: MakeFixture): void {
  it('removes one file and no other', async () => {
    const { mover, url, plant, list, options, weaknesses } = await openWorkplace(makeFixture);
    await plant('file', contentOf(10));
    await plant('file.1', contentOf(10));
    await mover.remove(url('file'), options);
    await wait(weaknesses?.removalDelayMs ?? 0);
    expect(await list()).toEqual(['file.1']);
    expect(await kindOf(mover.stat(url('file'), options))).toBe('not-found');
  });

  it('is content when there is nothing to remove', async () => {
    const { mover, url, options } = await openWorkplace(makeFixture);
    await mover.remove(url('missing'), options);
    await mover.remove(url('missing/below/it'), options);
    await expect(mover.remove(url('missing'), options)).resolves.toBeUndefined();
  });

  it('can store again what it has removed', async () => {
    const { mover, url, plant, read, write, options } = await openWorkplace(makeFixture);
    await plant('file', contentOf(10));
    await mover.remove(url('file'), options);
    const content = contentOf(20);
    await mover.put(await write('source', content), url('file'), options);
    expectContent(await read('file'), content);
  });
}
