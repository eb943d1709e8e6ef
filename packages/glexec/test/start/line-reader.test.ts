import { expect, it } from 'vitest';
import { createLineReader } from '../../src/start/line-reader.ts';

function linesOf(...chunks: readonly string[]): string[] {
  const lines: string[] = [];
  const take = createLineReader((line) => lines.push(line));
  for (const chunk of chunks) take(Buffer.from(chunk, 'latin1'));
  return lines;
}

it('hands on whole lines, however they are cut', () => {
  expect(linesOf('a\nb', 'c\n', '\nd')).toEqual(['a', 'bc', '']);
});

it('puts characters together that are cut in the middle', () => {
  expect(linesOf('\xc3', '\xa9\n')).toEqual(['é']);
});

it('keeps no more than a protocol can need', () => {
  expect(linesOf('x'.repeat(100_000), '\n', 'ok\n').map((line) => line.length)).toEqual([4096, 2]);
});
