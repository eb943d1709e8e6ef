import { chmod, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { ensureSharedDirectory } from '../../src/index.ts';

it('opens what it makes to the group, and nothing that was there', async () => {
  const root = await tempDir();
  const modeOf = async (path: string): Promise<number> => (await stat(join(root, path))).mode & 0o777;
  await mkdir(join(root, 'own'));
  await chmod(join(root, 'own'), 0o700);
  const before = process.umask(0o077);
  try {
    await Promise.all([ensureSharedDirectory(join(root, 'own/a/b')), ensureSharedDirectory(join(root, 'own/a/b'))]);
  } finally {
    process.umask(before);
  }
  expect([await modeOf('own'), await modeOf('own/a'), await modeOf('own/a/b')]).toEqual([0o700, 0o775, 0o775]);
});

it('rejects with what the file system says', async () => {
  await expect(ensureSharedDirectory('/dev/null/below')).rejects.toMatchObject({ code: 'ENOTDIR' });
});
