import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeFifo, tempDir } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { openInside, pathsInside, realRoot } from '../../../src/job/debug/paths-inside.ts';

/** A work directory with a secret beside it, and links of a payload that lead there. */
async function workDirectory(): Promise<string> {
  const directory = await tempDir();
  const work = join(directory, 'work');
  await mkdir(join(work, 'sub'), { recursive: true });
  await writeFile(join(directory, 'secret'), 'x');
  for (const name of ['a.log', 'ab.log', 'b.txt', '.hidden.log', 'sub/c.log']) await writeFile(join(work, name), name);
  await symlink('../secret', join(work, 'link.log'));
  await symlink('..', join(work, 'up'));
  await symlink('a.log', join(work, 'alias'));
  makeFifo(join(work, 'fifo'));
  return work;
}

it.each([
  ['a.log', ['a.log']],
  ['alias', ['a.log']],
  ['*', ['a.log', 'ab.log', 'a.log', 'b.txt', 'fifo', 'sub']],
  ['*.log', ['a.log', 'ab.log']],
  ['a*b*', ['ab.log']],
  ['a*.log*', ['a.log', 'ab.log']],
  ['*a.log*a.log', []],
  ['sub/*', ['c.log']],
  ['./sub/../sub', ['sub']],
  ['none', []],
  ['link.log', []],
  ['up/secret', []],
  ['up/*', []],
])('finds by %s what is inside', async (name, found) => {
  const root = await realRoot(await workDirectory());
  expect((await pathsInside(root, name)).map((path) => basename(path)).toSorted()).toEqual(found.toSorted());
});

it('opens regular files that are inside, whatever their names lead to meanwhile', async () => {
  const work = await workDirectory();
  const root = await realRoot(work);
  const file = await openInside(root, join(work, 'a.log'));
  expect(await file?.readFile('utf8')).toBe('a.log');
  await file?.close();
  for (const name of ['link.log', 'alias', 'up/secret', 'sub', 'fifo', 'none'])
    expect(await openInside(root, join(work, name))).toBeUndefined();
});

it('finds nothing where the directory itself has become a link', async () => {
  const work = await workDirectory();
  await rename(work, `${work}-before`);
  await symlink('.', work);
  expect(await pathsInside(await realRoot(work), 'secret')).toEqual([]);
});
