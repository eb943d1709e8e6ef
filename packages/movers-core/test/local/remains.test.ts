import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ownSuffix } from '@panda-pilot/lease';
import { tempDir, tree } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { inOwnDirectory, orphansIn, removeOrphans, removeRemains } from '../../src/index.ts';

it('removes what movers leave when they are killed, and nothing else', async () => {
  const directory = await tree({
    '.panda-xrdcp-aB3dEf/half': 'ha',
    '.panda-part-x': 'lf',
    [`file.root${ownSuffix()}.part`]: 'fi',
    '.hidden': '',
    'file.root': '',
  });
  await removeRemains(directory);
  expect((await readdir(directory)).toSorted()).toEqual(['.hidden', 'file.root']);
});

it('tells what processes have left that were killed from what a living one needs', async () => {
  const dead = ownSuffix().replace(`-${process.pid}-`, `-${spawnSync('true').pid}-`);
  const directory = await tree({ [`${dead}/half`]: 'ha', [`file.root${dead}.part`]: 'fi', 'file.root': '' });
  await inOwnDirectory(directory, async (own) => {
    const orphans = [dead, `file.root${dead}.part`].map((name) => join(directory, name));
    expect((await orphansIn(directory)).toSorted()).toEqual(orphans.toSorted());
    await removeOrphans(directory);
    expect((await readdir(directory)).map((name) => join(directory, name)).toSorted()).toEqual(
      [own, join(directory, 'file.root')].toSorted(),
    );
  });
  expect(await readdir(directory)).toEqual(['file.root']);
});

it('finds nothing where nothing can be read', async () => {
  expect(await orphansIn(join(await tempDir(), 'missing'))).toEqual([]);
});
