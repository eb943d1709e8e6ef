import { chmod, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFifo, tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { readBoundedFile } from '../src/bounded-file.ts';

describe('readBoundedFile', () => {
  it('reads a file that is as long as it may be', async () => {
    const root = await tree({ file: 'ü' });
    expect(await readBoundedFile(join(root, 'file'), { maxBytes: 2 })).toMatchObject({ text: 'ü' });
    await expect(readBoundedFile(join(root, 'file'), { maxBytes: 1 })).rejects.toThrow('is longer than 1 bytes');
  });

  it('does not wait for what is no file', async () => {
    const root = await tempDir();
    makeFifo(join(root, 'fifo'));
    await expect(readBoundedFile(join(root, 'fifo'), { maxBytes: 10 })).rejects.toThrow('is no regular file');
    await expect(readBoundedFile('/dev/zero', { maxBytes: 10 })).rejects.toThrow('is no regular file');
    await expect(readBoundedFile(root, { maxBytes: 10 })).rejects.toThrow(/is no regular file|EISDIR/);
    await expect(readBoundedFile(join(root, 'nothing'), { maxBytes: 10 })).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('does not believe a file, where it must be ours, that others could have written', async () => {
    const root = await tempDir();
    const path = join(root, 'file');
    await writeFile(path, 'x', { mode: 0o600 });
    expect(await readBoundedFile(path, { maxBytes: 10, onlyOurOwn: true })).toMatchObject({ text: 'x' });
    await chmod(path, 0o666);
    await expect(readBoundedFile(path, { maxBytes: 10, onlyOurOwn: true })).rejects.toThrow(/somebody else/);
    await symlink('/etc/hostname', join(root, 'link'));
    await expect(readBoundedFile(join(root, 'link'), { maxBytes: 100, onlyOurOwn: true })).rejects.toMatchObject({
      code: 'ELOOP',
    });
  });
});
