import { describe, expect, it } from 'vitest';
import { createMemoryFit, type MemoryFit } from '../../src/sampler/memory-trend.ts';

/** Samples every half minute for so many minutes. */
function sampled(minutes: number, kb: (seconds: number) => number, fit = createMemoryFit()): MemoryFit {
  for (let seconds = 0; seconds <= minutes * 60; seconds += 30)
    fit.add({ wallSeconds: seconds, pssKb: kb(seconds) / 4, swapKb: (kb(seconds) * 3) / 4 });
  return fit;
}

describe('the trend of memory', () => {
  it('is the growth of a payload that leaks, PSS and swap together', () => {
    const trend = sampled(60, (seconds) => 500_000 + 2 * seconds).trend();
    expect(trend?.bytesPerSecond).toBeCloseTo(2048, 6);
    expect(trend?.chi2).toBeCloseTo(0, 6);
  });

  it('is none for a payload that stays as it is, though it swings and has grown at its start', () => {
    const trend = sampled(600, (seconds) => (seconds < 300 ? seconds * 1000 : 300_000 + 1000 * (-1) ** (seconds / 30)));
    expect(Math.abs(trend.trend()?.bytesPerSecond ?? Infinity)).toBeLessThan(1);
    // 1191 samples, each 1,000 kB away.
    expect(trend.trend()?.chi2).toBeCloseTo((1191 * 1000 ** 2) / 300_000, 0);
  });

  it('is exact for a payload that runs for months', () => {
    const fit = createMemoryFit();
    for (let day = 0; day < 100; day += 0.25) fit.add({ wallSeconds: day * 86_400, pssKb: 9e8 + day, swapKb: 0 });
    expect((fit.trend()?.bytesPerSecond ?? 0) * 86_400).toBeCloseTo(1024, 3);
  });

  it('is not told of a payload that was too short, or of which nothing is known', () => {
    expect(sampled(9, () => 1000).trend()).toBeUndefined();
    expect(sampled(60, () => 0).trend()).toBeUndefined();
    expect(createMemoryFit().trend()).toBeUndefined();
  });

  it('begins anew with each step', () => {
    const fit = sampled(60, (seconds) => 500_000 + 10 * seconds);
    fit.restart();
    expect(fit.trend()).toBeUndefined();
    expect(sampled(60, () => 4000, fit).trend()?.bytesPerSecond).toBeCloseTo(0, 9);
  });
});
