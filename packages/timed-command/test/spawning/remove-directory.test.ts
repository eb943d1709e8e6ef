import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { removeDirectory } from '../../src/spawning/remove-directory.ts';

it('removes a directory with its files, and is content when there is none', async () => {
  const directory = join(await tempDir(), 'd');
  mkdirSync(directory);
  writeFileSync(join(directory, 'f'), '');
  expect([removeDirectory(directory), removeDirectory(directory)]).toEqual([true, true]);
});

it('says what it could not remove', async () => {
  const directory = await tempDir();
  mkdirSync(join(directory, 'inner'));
  expect(removeDirectory(directory)).toBe(false);
});
