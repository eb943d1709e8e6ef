import { readdir } from 'node:fs/promises';
import { tree } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { removeRemains } from '../../src/index.ts';

it('removes what movers leave when they are killed, and nothing else', async () => {
  const directory = await tree({
    '.panda-xrdcp-aB3dEf/half': 'ha',
    '.panda-part-x': 'lf',
    '.hidden': '',
    'file.root': '',
  });
  await removeRemains(directory);
  expect((await readdir(directory)).toSorted()).toEqual(['.hidden', 'file.root']);
});
