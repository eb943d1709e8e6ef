import { chmod, mkdir, open, rmdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { ensureDirectory } from '../src/ensure-directory.ts';

describe('ensureDirectory', () => {
  it('makes what is missing, each with the mode, and leaves what is there', async () => {
    const root = await tempDir();
    await chmod(root, 0o755);
    await Promise.all([1, 2, 3].map(() => ensureDirectory(join(root, 'a/b/c'), { mode: 0o710 })));
    const modes = await Promise.all(
      ['.', 'a', 'a/b', 'a/b/c'].map(async (name) => (await stat(join(root, name))).mode),
    );
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o755, 0o710, 0o710, 0o710]);
    await mkdir(join(root, 'real'));
    await symlink('real', join(root, 'link'));
    await ensureDirectory(join(root, 'link/below'));
    await ensureDirectory('/');
  });

  it('says at once what stands in the way', async () => {
    const root = await tree({ file: '' });
    const gone = join(root, 'gone');
    await symlink(gone, join(root, 'dangling'));
    const paths = { file: 'EEXIST', 'file/a/b': 'ENOTDIR', dangling: 'EEXIST', ['x'.repeat(300)]: 'ENAMETOOLONG' };
    for (const [path, code] of Object.entries(paths))
      await expect(ensureDirectory(join(root, path))).rejects.toMatchObject({ code });
  });

  it('does not try for ever where a directory that is there takes no other', async () => {
    const root = await tempDir();
    const removed = join(root, 'removed');
    await mkdir(removed);
    const held = await open(removed);
    await rmdir(removed);
    for (const path of ['/proc/nobody/a', `/proc/self/fd/${held.fd}/a/b`])
      await expect(ensureDirectory(path)).rejects.toMatchObject({ code: 'ENOENT' });
    await held.close();
  });
});
