import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { isMoverError } from '../contract/mover-error.ts';
import type { MakeFixture } from './fixture.ts';
import { aFewAtOnce, getMany } from './many.ts';
import { contentOf, expectContent, openWorkplace } from './workplace.ts';

/** Names that shells, URLs, tools and file systems like to misread. */
const awkwardNames = [
  'with a blank',
  'per%cent',
  'per%20cent',
  'a+b&c=d',
  'hash#tag?query',
  'ünïcode-日本.root',
  '-leading-dash',
  '--help',
  '.hidden',
  'UPPER.lower.ROOT',
  'two  blanks',
  '100%',
  'equals=sign',
  'dots..in...it',
  '~tilde',
  'quote\'s and "quotes"',
  'back\\slash',
  '$(echo x) `echo y`; z | *',
  'semi;colon:colon,comma@at',
  '[brackets]{braces}',
  `${'l'.repeat(200)}.root`,
] as const;

/** Names for questions. */
const askedNames = ['with a blank', 'per%cent', 'a+b', 'ünïcode', '-leading'] as const;

/** The names of this suite that are not of the form which a storage takes. */
export function namesUnlike(form: RegExp): readonly string[] {
  return [...awkwardNames, ...askedNames].filter((name) => !form.test(name));
}

/** Files of any name, one by one and together. */
export function describeNames(makeFixture: MakeFixture): void {
  let trips: ReturnType<typeof moveAwkward> | undefined;

  it.each(awkwardNames)('stores and fetches a file called %s', { timeout: 240_000 }, async (name) => {
    const { files, listed, refused } = await (trips ??= moveAwkward(makeFixture));
    const { content, put, got, stored, fetched } = files.get(name) ?? {};
    if (refused.includes(name)) return expect(put?.status === 'rejected' && isMoverError(put.reason)).toBe(true);
    expect([put, got]).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
    expect(listed.toSorted()).toEqual([...files.keys()].filter((one) => !refused.includes(one)).toSorted());
    expectContent(stored, content ?? new Uint8Array());
    expectContent(fetched, content ?? new Uint8Array());
  });

  it('stores files of any name together, where the mover takes many', { timeout: 240_000 }, async () => {
    const { mover, url, read, list, write, options, weaknesses } = await openWorkplace(makeFixture);
    if (mover.putMany === undefined) return;
    const names = awkwardNames.filter((name) => weaknesses?.refusedNames?.includes(name) !== true);
    const contents = names.map((_, index) => contentOf(100 + index));
    const requests = await Promise.all(
      names.map(async (name, index) => ({
        source: await write(`source-${index}`, contents[index] ?? contentOf(0)),
        destination: url(name),
      })),
    );
    const puts = await mover.putMany(requests, options);
    expect(puts).toMatchObject(names.map(() => ({ status: 'fulfilled' })));
    expect((await list()).toSorted()).toEqual(names.toSorted());
    for (const [index, name] of names.entries()) {
      expectContent(await read(name), contents[index] ?? contentOf(0));
    }
  });

  it('asks for and removes files with any name', async () => {
    const { mover, url, plant, list, options, weaknesses } = await openWorkplace(makeFixture);
    const names = askedNames.filter((name) => weaknesses?.refusedNames?.includes(name) !== true);
    for (const name of names) await plant(name, contentOf(10));
    for (const name of names) {
      expect((await mover.stat(url(name), options)).size).toBe(10);
      await mover.remove(url(name), options);
    }
    await wait(weaknesses?.removalDelayMs ?? 0);
    expect(await list()).toEqual([]);
  });

  it('makes the directories that a file goes to', async () => {
    const { mover, url, read, write, options } = await openWorkplace(makeFixture);
    const content = contentOf(100);
    await mover.put(await write('source', content), url('a/b.c/d/file'), options);
    expectContent(await read('a/b.c/d/file'), content);
  });
}

/** What became of one name. */
interface Trip {
  readonly content: Uint8Array;
  readonly put: PromiseSettledResult<unknown> | undefined;
  /** What the storage has of it. */
  readonly stored: Uint8Array | undefined;
  /** Undefined: it was not asked for. */
  readonly got: PromiseSettledResult<unknown> | undefined;
  readonly fetched: Uint8Array | undefined;
}

/**
 * Stores a file of each name by itself and fetches them together, for all tests at once: every program costs a handshake, and
 * most of that is waiting.
 */
async function moveAwkward(makeFixture: MakeFixture) {
  const { mover, url, read, list, write, readLocal, local, options, weaknesses } = await openWorkplace(makeFixture);
  const refused: readonly string[] = awkwardNames.filter((name) => weaknesses?.refusedNames?.includes(name));
  const sources = await Promise.all(
    awkwardNames.map(async (name, index) => {
      const content = contentOf(100);
      return { name, content, source: await write(`source-${index}`, content) };
    }),
  );
  const puts = await aFewAtOnce(sources, ({ name, source }) => mover.put(source, url(name), options));
  const listed = await list();
  const taken = awkwardNames.filter((name) => !refused.includes(name));
  const wanted = taken.map((name, index) => ({ source: url(name), destination: local(`copy-${index}`) }));
  const gets = await getMany(mover, wanted, options);
  const files = new Map<string, Trip>();
  for (const [index, { name, content }] of sources.entries()) {
    const place = taken.indexOf(name);
    const fetched = await readLocal(local(`copy-${place}`));
    files.set(name, { content, put: puts[index], stored: await read(name), got: gets[place], fetched });
  }
  return { files, listed, refused };
}
