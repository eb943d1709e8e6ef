import { readFileSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFifo, tempDir } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { OutputFiles, outputPathsOf } from '../../src/streams/output-files.ts';
import { openDescriptors } from '../open-descriptors.ts';

const openBelow = (directory: string): number => openDescriptors((path) => path.startsWith(`${directory}/`));

it('opens each file once, empties it, and closes it once', async () => {
  const directory = await tempDir();
  const path = join(directory, 'log');
  writeFileSync(path, 'old');
  const files = await OutputFiles.open([path, path]);
  expect(openBelow(directory)).toBe(1);
  writeSync(files.descriptorOf(path), 'new');
  files.close();
  files.close();
  expect(openBelow(directory)).toBe(0);
  expect(readFileSync(path, 'latin1')).toBe('new');
  expect(() => files.descriptorOf(path)).toThrow('not opened');
});

it('follows no link, waits for nobody who would read a pipe, and leaves nothing open then', async () => {
  const directory = await tempDir();
  const [file, link, fifo] = ['file', 'link', 'fifo'].map((name) => join(directory, name)) as [string, string, string];
  symlinkSync('file', link);
  makeFifo(fifo);
  await expect(OutputFiles.open([file, link])).rejects.toThrow('ELOOP');
  await expect(OutputFiles.open([file, fifo])).rejects.toThrow('ENXIO');
  await expect(OutputFiles.open([file, '/no/such/directory/log'])).rejects.toThrow('ENOENT');
  expect(openBelow(directory)).toBe(0);
});

it('reads from the options which files there are', () => {
  expect(outputPathsOf({ env: {} })).toEqual([]);
  expect(outputPathsOf({ env: {}, stdout: { file: '/a' }, stderr: 'merge' })).toEqual(['/a']);
  expect(outputPathsOf({ env: {}, stdout: 'ignore', stderr: { file: 'b' } })).toEqual([join(process.cwd(), 'b')]);
});
