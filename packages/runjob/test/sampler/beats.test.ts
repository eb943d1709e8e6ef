import { describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBeats, pause } from '../../src/sampler/beats.ts';

describe('beats', () => {
  it('come quickly at first, then with the period, and end with the signal', async () => {
    const stop = new AbortController();
    const startedAt = performance.now();
    const times: number[] = [];
    for await (const _ of createBeats(120, stop.signal)) {
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

  it('keep the period though looks take time, and leave a long look its rest', async () => {
    const stop = new AbortController();
    const times: number[] = [];
    for await (const _ of createBeats(100, stop.signal)) {
      times.push(performance.now());
      await sleep(times.length === 5 ? 120 : 60);
      if (times.length === 6) stop.abort();
    }
    const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    // A busy machine makes some of them longer.
    const shortest = Math.min(...gaps.slice(0, 4));
    expect(shortest).toBeGreaterThan(95);
    expect(shortest).toBeLessThan(155);
    expect(gaps[4]).toBeGreaterThan(215);
  });

  it('come sooner when they are asked to, but not more often than ten times in a period', async () => {
    const stop = new AbortController();
    const beats = createBeats(2000, stop.signal);
    const startedAt = performance.now();
    const times: number[] = [];
    for await (const _ of beats) {
      times.push(performance.now() - startedAt);
      if (times.length < 6) setTimeout(() => beats.within(0), 5);
      else stop.abort();
    }
    // At 50 ms, then doubling, but for the tenth of the period that is asked for.
    expect(times.at(-1)).toBeGreaterThan(50 + 100 + 200 + 2 * 200);
    expect(times.at(-1)).toBeLessThan(50 + 100 + 200 + 400 + 800);
  });
});

describe('a pause', () => {
  it('ends early, and says so, when nobody waits any more', async () => {
    expect(await pause(1, new AbortController().signal)).toBe(true);
    expect(await pause(60_000, AbortSignal.timeout(5))).toBe(false);
    expect(await pause(60_000, AbortSignal.abort())).toBe(false);
  });
});
