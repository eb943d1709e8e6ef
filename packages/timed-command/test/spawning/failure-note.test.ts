import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { notePath, notePrefix, takeNote } from '../../src/spawning/failure-note.ts';

it('is read once', async () => {
  const path = join(await tempDir(), 'note');
  writeFileSync(path, '127\n');
  expect(takeNote(path)).toBe('127');
  expect(existsSync(path)).toBe(false);
  expect(takeNote(path)).toBeUndefined();
});

it('is not looked for behind a link', async () => {
  const directory = await tempDir();
  writeFileSync(join(directory, 'secret'), 'x');
  symlinkSync('secret', join(directory, 'note'));
  expect(takeNote(join(directory, 'note'))).toBeUndefined();
});

it('is called after the command’s mark', () => {
  expect(notePath({ session: 8, serial: 5 })).toBe(`${notePrefix()}8-5`);
});
