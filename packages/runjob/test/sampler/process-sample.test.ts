import { describe, expect, it } from 'vitest';
import { parseProcessStat } from '../../src/sampler/process-stat.ts';
import {
  ioOf,
  isSuspended,
  memoryInRollup,
  memoryInStatus,
  createProcessSampler,
} from '../../src/sampler/process-sample.ts';
import { createProcessTree } from '../../src/sampler/process-tree.ts';

describe('what /proc says', () => {
  it('of memory, where the process is ours', () => {
    const text = '55 ---p [rollup]\nRss:    2048 kB\nPss:    1024 kB\nPss_Anon:  7 kB\nSwap:   12 kB\nSwapPss:  6 kB\n';
    expect(memoryInRollup(text)).toEqual({ rssKb: 2048, pssKb: 1024, swapKb: 12 });
  });

  it('of memory, where it is not', () => {
    expect(memoryInStatus('Name:\tx\nVmHWM:\t  9 kB\nVmRSS:\t  5 kB\nVmSwap:\t 2 kB\n')).toEqual({
      rssKb: 5,
      pssKb: 5,
      swapKb: 2,
    });
    expect(memoryInStatus('')).toEqual({ rssKb: 0, pssKb: 0, swapKb: 0 });
  });

  it('of what was read and written', () => {
    const text = 'rchar: 1\nwchar: 2\nsyscr: 8\nsyscw: 9\nread_bytes: 3\nwrite_bytes: 4\ncancelled_write_bytes: 5\n';
    expect(ioOf(text)).toEqual({ readChars: 1, writtenChars: 2, readBytes: 3, writtenBytes: 4 });
    expect(ioOf('')).toEqual({ readChars: 0, writtenChars: 0, readBytes: 0, writtenBytes: 0 });
  });
});

describe('isSuspended', () => {
  it.each([
    ['T', true],
    ['TtT', true],
    ['TD', true],
    ['TS', false],
    ['TR', false],
    ['D', false],
    ['', false],
  ])('answers for processes in the states "%s": %s', (states, expected) => {
    const live = states.split('').flatMap((state) => parseProcessStat(`1 (p) ${state} ${'0 '.repeat(22)}`) ?? []);
    expect(isSuspended(live)).toBe(expected);
  });
});

describe('a process sampler', () => {
  it('measures this very process', async () => {
    const tree = createProcessTree();
    tree.follow(process.pid);
    const sampler = createProcessSampler(tree);
    const sample = await sampler.sample();
    expect(sample.pssIsExact).toBe(true);
    expect(sample.processes).toBeGreaterThan(0);
    expect(sample.rssKb * 1024).toBeGreaterThan(process.memoryUsage.rss() / 2);
    expect(sample.pssKb).toBeLessThanOrEqual(sample.rssKb);
    expect(sample.userSeconds).toBeGreaterThan(0);
    expect(sample.readChars).toBeGreaterThan(0);
    expect(sample.suspended).toBe(false);
    const next = await sampler.sample();
    expect(next.pssIsExact).toBe(false);
    expect(next.rssKb / sample.rssKb).toBeCloseTo(1, 0);
    expect(Number.isInteger(next.pssKb)).toBe(true);
    expect(next.pssKb / next.rssKb).toBeCloseTo(sample.pssKb / sample.rssKb);
  });

  it('looks closely all the time where memory runs short', async () => {
    const tree = createProcessTree();
    tree.follow(process.pid);
    const sampler = createProcessSampler(tree, 1000);
    expect([await sampler.sample(), await sampler.sample()]).toMatchObject([
      { pssIsExact: true },
      { pssIsExact: true },
    ]);
  });

  it('finds nothing in an empty tree', async () => {
    expect(await createProcessSampler(createProcessTree()).sample()).toMatchObject({
      processes: 0,
      rssKb: 0,
      suspended: false,
    });
  });
});
