import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeFifo, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { linesOfFile } from '../../src/readable-log/lines-of-file.ts';
import { allOf } from './all-of.ts';

describe('linesOfFile', () => {
  it('gives each line with its last byte', async () => {
    const work = await tree({ a: 'one\n\nthrée\nrest' });
    expect(await allOf(linesOfFile(join(work, 'a')))).toEqual([
      { text: 'one', lastByte: 3 },
      { text: '', lastByte: 4 },
      { text: 'thrée', lastByte: 11 },
      { text: 'rest', lastByte: 15 },
    ]);
  });

  it('leaves an unfinished line for later, and goes on where it is told to', async () => {
    const work = await tree({ a: 'one\ntwo\nre' });
    const lines = await allOf(linesOfFile(join(work, 'a'), { from: 4, unfinished: false }));
    expect(lines).toEqual([{ text: 'two', lastByte: 7 }]);
  });

  it('puts lines together that lie across chunks, and cuts what has no end', async () => {
    const long = 'x'.repeat(100_000);
    const work = await tree({ a: `${long}\n${'y'.repeat(1_000_000)}` });
    const lines = await allOf(linesOfFile(join(work, 'a')));
    expect(lines[0]).toEqual({ text: long, lastByte: 100_000 });
    expect(lines.slice(1).every(({ text }) => text.length <= 400_000)).toBe(true);
    expect(
      lines
        .slice(1)
        .map(({ text }) => text)
        .join(''),
    ).toBe('y'.repeat(1_000_000));
    expect(lines.at(-1)?.lastByte).toBe(1_100_000);
  });

  it('has nothing of a link, a FIFO, a directory, a file that is not there', async () => {
    const work = await tree({ a: 'x', 'd/b': 'y' });
    symlinkSync(join(work, 'a'), join(work, 'link'));
    makeFifo(join(work, 'fifo'));
    for (const name of ['link', 'fifo', 'd', 'absent']) expect(await allOf(linesOfFile(join(work, name)))).toEqual([]);
  });
});
