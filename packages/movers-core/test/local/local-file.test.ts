import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFifo, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { checksumOfFile, createDigest, openRegularFile } from '../../src/index.ts';

const { signal } = new AbortController();

describe('openRegularFile', () => {
  it('opens a file, also through a link', async () => {
    const directory = await tempDir();
    await writeFile(join(directory, 'file'), 'content');
    await symlink('file', join(directory, 'link'));
    for (const name of ['file', 'link']) {
      const file = await openRegularFile(join(directory, name));
      expect((await file.readFile()).toString()).toBe('content');
      await file.close();
    }
  });

  it('refuses a FIFO that nobody writes to, without waiting', async () => {
    const fifo = join(await tempDir(), 'fifo');
    makeFifo(fifo);
    await expect(openRegularFile(fifo)).rejects.toMatchObject({ kind: 'unsupported', file: fifo });
  });

  it('refuses a directory and a device', async () => {
    await expect(openRegularFile(await tempDir())).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(openRegularFile('/dev/zero')).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('rejects with not-found where there is nothing, a dangling link included', async () => {
    const directory = await tempDir();
    await symlink('nowhere', join(directory, 'link'));
    await expect(openRegularFile(join(directory, 'link'))).rejects.toMatchObject({ kind: 'not-found' });
    await expect(openRegularFile(join(directory, 'none'))).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('checksumOfFile', () => {
  it('computes adler32 and md5', async () => {
    const path = join(await tempDir(), 'file');
    const content = randomBytes(1_500_000);
    await writeFile(path, content);
    const adler32 = createDigest('adler32');
    adler32.update(content);
    expect(await checksumOfFile(path, 'adler32', signal)).toEqual(adler32.digest());
    const value = createHash('md5').update(content).digest('hex');
    expect(await checksumOfFile(path, 'md5', signal)).toEqual({ algorithm: 'md5', value });
  });

  it('reads a few files at a time, however many are asked for at once', async () => {
    const directory = await tempDir();
    const paths = Array.from({ length: 40 }, (_, index) => join(directory, `file-${index}`));
    await Promise.all(paths.map((path) => writeFile(path, randomBytes(10_000))));
    const isOpen = (descriptor: string): Promise<boolean> =>
      readlink(`/proc/self/fd/${descriptor}`).then(
        (target) => target.startsWith(directory),
        () => false,
      );
    const seen = { most: 0, isDone: false };
    const sums = Promise.all(paths.map((path) => checksumOfFile(path, 'adler32', signal))).finally(
      () => (seen.isDone = true),
    );
    while (!seen.isDone) {
      const open = await Promise.all((await readdir('/proc/self/fd')).map(isOpen));
      seen.most = Math.max(seen.most, open.filter(Boolean).length);
    }
    expect(new Set((await sums).map(({ value }) => value)).size).toBe(paths.length);
    expect(seen.most).toBeLessThanOrEqual(8);
  });

  it('knows the checksums of nothing', async () => {
    const path = join(await tempDir(), 'empty');
    await writeFile(path, '');
    expect((await checksumOfFile(path, 'adler32', signal)).value).toBe('00000001');
    expect((await checksumOfFile(path, 'md5', signal)).value).toBe('d41d8cd98f00b204e9800998ecf8427e');
  });

  it('rejects with the reason of an abortion', async () => {
    const reason = new Error('stop');
    await expect(checksumOfFile('/etc/passwd', 'md5', AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('rejects with a MoverError for what cannot be read', async () => {
    const directory = await tempDir();
    await mkdir(join(directory, 'sub'));
    await expect(checksumOfFile(join(directory, 'sub'), 'md5', signal)).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(checksumOfFile('/proc/self/mem', 'md5', signal)).rejects.toMatchObject({ kind: 'other' });
  });
});
