import type { RecordedSample } from '@panda-pilot/runjob';
import { describe, expect, it } from 'vitest';
import { resourcesOf } from '../../src/story/resources.ts';

const sample = (index: number): RecordedSample => ({
  at: 1000 * index,
  processes: 1,
  threads: 1,
  pssKb: index === 501 ? 9000 : 10,
  rssKb: 20,
  swapKb: 0,
  userSeconds: index * 2,
  systemSeconds: 0,
  readBytes: 0,
  writtenBytes: index * 100,
  wallSeconds: index,
});

describe('resourcesOf', () => {
  it('makes rates of what counts up', () => {
    const { cores, writeRate, disk } = resourcesOf([1, 2, 3].map(sample));
    expect([cores, writeRate, disk]).toEqual([
      [2, 2, 2],
      [100, 100, 100],
      [null, null, null],
    ]);
  });

  it('thins many samples and loses no peak', () => {
    const { time, pss, cores } = resourcesOf(
      Array.from({ length: 1000 }, (_, index) => sample(index)),
      100,
    );
    expect(time).toHaveLength(100);
    expect(Math.max(...pss)).toBe(9000 * 1024);
    expect(Math.max(...cores)).toBe(2);
  });
});
