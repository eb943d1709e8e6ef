import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { writeWhole } from '../../src/files/write-whole.ts';

it('puts a file in the place of another, or leaves all as it was', async () => {
  const root = await tree({ page: 'old', 'directory/file': '' });
  await writeWhole(join(root, 'page'), 'new');
  expect(readFileSync(join(root, 'page'), 'utf8')).toBe('new');
  await expect(writeWhole(join(root, 'directory'), 'x')).rejects.toThrow(`${root}/directory is a directory`);
  await expect(writeWhole(join(root, 'page/x'), 'x')).rejects.toThrow(
    `${root}/page/x cannot be made: what is above it is no directory`,
  );
  expect(readdirSync(root).toSorted()).toEqual(['directory', 'page']);
});
