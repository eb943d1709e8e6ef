import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '@panda-pilot/testkit';
import { Spill } from '../../src/streams/spill.ts';

it('writes everything in order', async () => {
  const path = join(await tempDir(), 'spill');
  const spill = new Spill(path);
  const chunks = Array.from({ length: 5000 }, (_, index) => Buffer.from(`${index} ${'x'.repeat(index % 500)}\n`));
  for (const chunk of chunks) spill.add(chunk);
  expect(await spill.close()).toBeUndefined();
  expect((await readFile(path)).equals(Buffer.concat(chunks))).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('says when it is congested', async () => {
  const spill = new Spill(join(await tempDir(), 'spill'));
  spill.add(Buffer.alloc(2 ** 20));
  expect(spill.congested).toBe(false);
  for (let block = 0; block < 5; block += 1) spill.add(Buffer.alloc(2 ** 20));
  expect(spill.congested).toBe(true);
  await spill.settled();
  expect(spill.congested).toBe(false);
  await spill.close();
});

it('overwrites no file and follows no link', async () => {
  const directory = await tempDir();
  await writeFile(join(directory, 'taken'), 'precious');
  await symlink('elsewhere', join(directory, 'link'));
  for (const name of ['taken', 'link']) {
    const spill = new Spill(join(directory, name));
    spill.add(Buffer.from('x'));
    expect(await spill.close()).toMatchObject({ code: 'EEXIST' });
  }
  expect(await readFile(join(directory, 'taken'), 'utf8')).toBe('precious');
});

it('gives up when it cannot write, and takes no more memory', async () => {
  const spill = new Spill(join(await tempDir(), 'no/such/directory'));
  for (let block = 0; block < 8; block += 1) spill.add(Buffer.alloc(2 ** 20));
  expect(await spill.close()).toMatchObject({ code: 'ENOENT' });
  spill.add(Buffer.alloc(2 ** 20));
  expect(spill.congested).toBe(false);
});
