import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFifo, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { hasCode, readBoundedFile, readFileIfThere } from '../src/read-bounded-file.ts';

describe('readBoundedFile', () => {
  it('reads a file up to its bound', async () => {
    const path = join(await tempDir(), 'file');
    await writeFile(path, 'abc');
    expect((await readBoundedFile(path, 3)).bytes.toString()).toBe('abc');
    await expect(readBoundedFile(path, 2)).rejects.toThrow('it has more than 2 bytes');
  });

  it('waits for no writer of a FIFO', async () => {
    const path = join(await tempDir(), 'fifo');
    makeFifo(path);
    await expect(readBoundedFile(path, 10)).rejects.toThrow('it is not a regular file');
  });

  it('refuses files without an end', async () => {
    await expect(readBoundedFile('/proc/self/environ', 10_000)).rejects.toThrow('it grew while it was read');
    await expect(readBoundedFile('/dev/zero', 10)).rejects.toThrow('it is not a regular file');
  });
});

describe('readFileIfThere', () => {
  it('is undefined where there is nothing, and rejects where there is something else', async () => {
    const directory = await tempDir();
    await mkdir(join(directory, 'inner'));
    expect(await readFileIfThere(join(directory, 'missing'), 10)).toBeUndefined();
    await expect(readFileIfThere(join(directory, 'inner'), 10)).rejects.toThrow('it is not a regular file');
  });
});

describe('hasCode', () => {
  it('knows errors alone', () => {
    expect(hasCode(Object.assign(new Error('x'), { code: 'ENOENT' }), 'ENOENT')).toBe(true);
    expect(hasCode('ENOENT', 'ENOENT')).toBe(false);
  });
});
