import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { tempDir, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { copying } from '../../src/tool/copying.ts';

const url = new URL('srm://host/file');
const call = { signal: new AbortController().signal, timeoutMs: 1000, logger: silentLogger };
const never = () => Promise.reject(new Error('not asked for'));

describe('copies by a program that says nothing', () => {
  it('counts what is on the disk', async () => {
    const directory = await tree({ source: '12345' });
    const told: number[] = [];
    const { get, put } = copying({
      fetch: (_source, destination) => writeFile(destination, '123'),
      store: async (_source, _destination, { bytes }) => void told.push(bytes),
    });
    expect(await get(url, join(directory, 'copy'), call)).toEqual({ mode: 'copied', bytes: 3 });
    expect(await put(join(directory, 'source'), url, call)).toEqual({ mode: 'copied', bytes: 5 });
    expect(told).toEqual([5]);
  });

  it('leaves nothing of a copy that failed, nor touches what is there', async () => {
    const directory = await tempDir();
    const { get } = copying({
      async fetch(_source, destination) {
        await writeFile(destination, 'half');
        throw new Error('gone');
      },
      store: never,
    });
    await expect(get(url, join(directory, 'copy'), call)).rejects.toMatchObject({ kind: 'other', message: 'gone' });
    expect(await readdir(directory)).toEqual([]);
    await writeFile(join(directory, 'copy'), 'before');
    await expect(get(url, join(directory, 'copy'), call)).rejects.toMatchObject({ kind: 'exists' });
    expect(await readdir(directory)).toEqual(['copy']);
  });

  it('fails for a program that ends well and leaves no file, and for a source that is none', async () => {
    const directory = await tempDir();
    const { get, put } = copying({ fetch: () => Promise.resolve(), store: never });
    await expect(get(url, join(directory, 'copy'), call)).rejects.toMatchObject({
      kind: 'other',
      message: 'the program ended well and left no file',
    });
    await expect(put(directory, url, call)).rejects.toMatchObject({ kind: 'unsupported' });
  });
});
