import { describe, expect, it } from 'vitest';
import { bytesOf, Collector, textOf } from '../../src/streams/output.ts';

function collected(capacity: number, chunks: readonly string[]): Collector {
  const collector = new Collector(capacity);
  for (const chunk of chunks) collector.add(Buffer.from(chunk));
  return collector;
}

it('keeps everything that fits', () => {
  const output = collected(10, ['ab', '', 'cdefgh', 'ij']).output();
  expect(textOf(output)).toBe('abcdefghij');
  expect(output).toMatchObject({ bytes: 10, omittedBytes: 0 });
});

it('keeps beginning and end, and says how much is missing', () => {
  const output = collected(6, ['abcdefghijklmnopqrstuvwxyz']).output();
  expect(textOf(output)).toBe('abc\n[... 20 bytes left out ...]\nxyz');
  expect(bytesOf(output).toString()).toBe('abcxyz');
});

it('keeps nothing when nothing may be kept', () => {
  expect(collected(0, ['abc']).output()).toMatchObject({ bytes: 3, omittedBytes: 3, head: [] });
});

it.each([1, 2, 3, 1000, 65_536, 100_000])('keeps exactly its capacity of a long output, in chunks of %d', (length) => {
  const bytes = Buffer.from(Array.from({ length: 500_000 }, (_, index) => index % 251));
  const capacity = 200_001;
  const collector = new Collector(capacity);
  for (let from = 0; from < bytes.length; from += length) collector.add(bytes.subarray(from, from + length));
  const { head, tail, omittedBytes } = collector.output();
  expect(Buffer.concat(head).equals(bytes.subarray(0, 100_001))).toBe(true);
  expect(Buffer.concat(tail).equals(bytes.subarray(-100_000))).toBe(true);
  expect(omittedBytes).toBe(500_000 - capacity);
});

it('copies what it is given', () => {
  const collector = new Collector(10);
  const chunk = Buffer.from('abc');
  collector.add(chunk);
  chunk.fill('x');
  expect(textOf(collector.output())).toBe('abc');
});

it('does not take a million tiny writes for much memory', () => {
  const collector = new Collector(2_000_000);
  const before = process.memoryUsage().rss;
  for (let write = 0; write < 1_000_000; write += 1) collector.add(Buffer.from('y'));
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
  expect(collector.output()).toMatchObject({ bytes: 1_000_000, omittedBytes: 0 });
});

describe('overflow', () => {
  const overflowing = (capacity: number, chunks: readonly string[]): string => {
    const blocks: Buffer[] = [];
    const collector = new Collector(capacity, {
      add: (block) => blocks.push(Buffer.from(block)),
      writtenBytes: Number.POSITIVE_INFINITY,
    });
    for (const chunk of chunks) collector.add(Buffer.from(chunk));
    collector.output();
    return Buffer.concat(blocks).toString();
  };

  it('gets nothing as long as everything fits', () => {
    expect(overflowing(10, ['abc', 'defghij'])).toBe('');
  });

  it('gets the whole output once it does not', () => {
    expect(overflowing(10, ['abc', 'defghij', 'k'])).toBe('abcdefghijk');
    const long = Array.from({ length: 3000 }, (_, index) => `line ${index} ${'x'.repeat(90)}\n`);
    expect(overflowing(100_000, long)).toBe(long.join(''));
  });
});
