import { describe, expect, it } from 'vitest';
import type { MakeFixture } from './fixture.ts';
import { getMany, putMany } from './many.ts';
import { describeNames } from './names.ts';
import { contentOf, digestOf, expectContent, kindOf, openWorkplace } from './workplace.ts';

/** get and put. */
export function describeTransfers(makeFixture: MakeFixture): void {
  describe('get and put', () => {
    it('accepts the URLs of its own storage', async () => {
      const { mover, url } = await openWorkplace(makeFixture);
      expect(mover.schemes).toContain(url('file').protocol.slice(0, -1));
    });

    describeSizes(makeFixture);
    describeNames(makeFixture);
    describeRefusals(makeFixture);

    it('gets one file many times at once', async () => {
      const { mover, url, plant, readLocal, local, options } = await openWorkplace(makeFixture);
      const content = contentOf(200_000);
      await plant('file', content);
      const copies = Array.from({ length: 5 }, (_, index) => local(`copy-${index}`));
      await Promise.all(copies.map((copy) => mover.get(url('file'), copy, options)));
      for (const copy of copies) expectContent(await readLocal(copy), content);
    });

    it('settles each of many files on its own', async () => {
      const { mover, url, plant, readLocal, local, write, read, options } = await openWorkplace(makeFixture);
      const content = contentOf(5_000);
      for (const name of ['one', 'three']) await plant(name, content);
      const gets = ['one', 'two', 'three'].map((name) => ({ source: url(name), destination: local(`got-${name}`) }));
      const got = await getMany(mover, gets, options);
      expect(got.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      for (const name of ['one', 'three']) expectContent(await readLocal(local(`got-${name}`)), content);
      expect(await readLocal(local('got-two'))).toBeUndefined();

      const names = ['four', 'missing', 'there', 'five'];
      const puts = names.map((name) => ({ source: local(name), destination: url(`put-${name}`) }));
      for (const name of ['four', 'there', 'five']) await write(name, content);
      const before = contentOf(4_000);
      await plant('put-there', before);
      const { overwrites } = mover.features;
      const put = await putMany(mover, puts, options);
      const there = overwrites ? 'fulfilled' : 'rejected';
      expect(put.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', there, 'fulfilled']);
      if (!overwrites) expect(put[2]).toMatchObject({ reason: { kind: 'exists' } });
      for (const name of ['four', 'five']) expectContent(await read(`put-${name}`), content);
      expectContent(await read('put-there'), overwrites ? content : before);
      expect(await read('put-missing')).toBeUndefined();
    });

    it('moves several files at once without mixing them up', async () => {
      const { mover, url, plant, read, write, readLocal, local, options } = await openWorkplace(makeFixture);
      const contents = Array.from({ length: 8 }, (_, index) => contentOf(100_000 + index));
      await Promise.all(contents.map((content, index) => plant(`there-${index}`, content)));
      await Promise.all(
        contents.flatMap(async (content, index) => [
          await mover.get(url(`there-${index}`), local(`fetched-${index}`), options),
          await mover.put(await write(`here-${index}`, content), url(`stored-${index}`), options),
        ]),
      );
      for (const [index, content] of contents.entries()) {
        expectContent(await readLocal(local(`fetched-${index}`)), content);
        expectContent(await read(`stored-${index}`), content);
      }
    });
  });
}

function describeSizes(makeFixture: MakeFixture): void {
  it.each([0, 1, 2, 65_536, 1_000_000, 3 * 2 ** 20 + 1])('stores and fetches %i bytes unchanged', async (bytes) => {
    const { mover, url, read, write, readLocal, local, options } = await openWorkplace(makeFixture);
    const content = contentOf(bytes);
    const source = await write('source', content);
    const adler32 = digestOf('adler32', content);

    const stored = await mover.put(source, url('file'), options);
    expect(stored.bytes).toBe(bytes);
    if (stored.checksum?.algorithm === 'adler32') expect(stored.checksum).toEqual(adler32);
    expectContent(await read('file'), content);

    const fetched = await mover.get(url('file'), local('copy'), options);
    expect(fetched.bytes).toBe(bytes);
    if (fetched.checksum?.algorithm === 'adler32') expect(fetched.checksum).toEqual(adler32);
    expectContent(await readLocal(local('copy')), content);
  });

  it('tells how far it is, never less than before and never more than there is', async () => {
    const { mover, url, write, local, options } = await openWorkplace(makeFixture);
    const bytes = 4 * 2 ** 20;
    const source = await write('source', contentOf(bytes));
    for (const transfer of [
      (onProgress: (bytes: number) => void) => mover.put(source, url('file'), { ...options, onProgress }),
      (onProgress: (bytes: number) => void) => mover.get(url('file'), local('copy'), { ...options, onProgress }),
    ]) {
      const told: number[] = [];
      await transfer((bytes) => told.push(bytes));
      expect(told).toEqual(told.toSorted((one, other) => one - other));
      expect(Math.max(0, ...told)).toBeLessThanOrEqual(bytes);
      expect(told.some((bytes_) => bytes_ > 0 && bytes_ < bytes)).toBe(mover.features.progress);
    }
  });
}

function describeRefusals(makeFixture: MakeFixture): void {
  it('rejects with not-found when there is nothing to get, and leaves nothing', async () => {
    const { mover, url, local, listLocal, options } = await openWorkplace(makeFixture);
    expect(await kindOf(mover.get(url('missing'), local('copy'), options))).toBe('not-found');
    expect(await listLocal()).toEqual([]);
  });

  it('rejects with not-found when there is nothing to put, and leaves nothing', async () => {
    const { mover, url, local, list, options } = await openWorkplace(makeFixture);
    expect(await kindOf(mover.put(local('missing'), url('file'), options))).toBe('not-found');
    expect(await list()).toEqual([]);
  });

  it('gets nothing over a file that is there', async () => {
    const { mover, url, plant, write, readLocal, options } = await openWorkplace(makeFixture);
    const [here, there] = [contentOf(10), contentOf(20)];
    await plant('file', there);
    const destination = await write('copy', here);
    expect(await kindOf(mover.get(url('file'), destination, options))).toBe('exists');
    expectContent(await readLocal(destination), here);
  });

  it('either replaces what is there or rejects with exists, as its features say', async () => {
    const { mover, url, plant, read, write, options } = await openWorkplace(makeFixture);
    const [before, after] = [contentOf(2_000), contentOf(1_000)];
    await plant('file', before);
    const put = mover.put(await write('source', after), url('file'), options);
    if (mover.features.overwrites) await put;
    else expect(await kindOf(put)).toBe('exists');
    expectContent(await read('file'), mover.features.overwrites ? after : before);
  });
}
