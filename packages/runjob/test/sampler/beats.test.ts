import { describe, expect, it } from 'vitest';
import { beats, pause } from '../../src/sampler/beats.ts';

describe('beats', () => {
  it('come quickly at first, then with the period, and end with the signal', async () => {
    const stop = new AbortController();
    const startedAt = performance.now();
    const times: number[] = [];
    for await (const _ of beats(120, stop.signal)) {
      times.push(performance.now() - startedAt);
      if (times.length === 4) stop.abort();
    }
    const [first = 0, second = 0, third = 0, fourth = 0] = times;
    expect(first).toBeGreaterThan(40);
    expect(second - first).toBeGreaterThan(90);
    expect(third - second).toBeGreaterThan(110);
    expect(fourth - third).toBeGreaterThan(110);
    expect(fourth).toBeLessThan(1500);
    expect(times).toHaveLength(4);
  });
});

describe('a pause', () => {
  it('ends early, and says so, when nobody waits any more', async () => {
    expect(await pause(1, new AbortController().signal)).toBe(true);
    expect(await pause(60_000, AbortSignal.timeout(5))).toBe(false);
    expect(await pause(60_000, AbortSignal.abort())).toBe(false);
  });
});
