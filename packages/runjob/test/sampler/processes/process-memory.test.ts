import { describe, expect, it } from 'vitest';
import { memoryInRollup, memoryInStatus } from '../../../src/sampler/processes/process-memory.ts';

describe('what /proc says of memory', () => {
  it('where the process is ours', () => {
    const text = '55 ---p [rollup]\nRss:    2048 kB\nPss:    1024 kB\nPss_Anon:  7 kB\nSwap:   12 kB\nSwapPss:  6 kB\n';
    expect(memoryInRollup(text)).toEqual({ rssKb: 2048, pssKb: 1024, swapKb: 12 });
  });

  it('where it is not', () => {
    expect(memoryInStatus('Name:\tx\nVmHWM:\t  9 kB\nVmRSS:\t  5 kB\nVmSwap:\t 2 kB\n')).toEqual({
      rssKb: 5,
      pssKb: 5,
      swapKb: 2,
    });
    expect(memoryInStatus('')).toEqual({ rssKb: 0, pssKb: 0, swapKb: 0 });
  });
});
