import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Beats, createBeats, pause } from '../../src/sampler/beats.ts';

/** A pause on the timers that a test sets; those know whole milliseconds only. */
function rest(ms: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(true), Math.ceil(ms));
    signal?.addEventListener('abort', () => resolve(false));
  });
}

describe('beats', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  /** When so many of them come, in milliseconds; `look` is what is done at each. */
  async function timesOf(
    count: number,
    periodMs: number,
    look: (beats: Beats, number: number) => Promise<unknown> | void = () => undefined,
  ): Promise<number[]> {
    const stop = new AbortController();
    const beats = createBeats(periodMs, stop.signal, rest);
    const startedAt = performance.now();
    const times: number[] = [];
    const listening = (async () => {
      for await (const _ of beats) {
        times.push(Math.floor(performance.now() - startedAt));
        if (times.length === count) stop.abort();
        await look(beats, times.length);
      }
    })();
    await vi.advanceTimersByTimeAsync(10_000);
    await listening;
    return times;
  }

  it('come quickly at first, then with the period, and end with the signal', async () => {
    expect(await timesOf(4, 120)).toEqual([50, 150, 270, 390]);
  });

  it('keep the period though looks take time, and leave a long look its rest', async () => {
    expect(await timesOf(4, 100, () => rest(40))).toEqual([50, 150, 250, 350]);
    expect(await timesOf(4, 100, () => rest(60))).toEqual([50, 170, 290, 410]);
    // No look is followed by a longer rest than the period.
    expect(await timesOf(3, 100, (_, number) => rest(number === 2 ? 150 : 0))).toEqual([50, 150, 400]);
  });

  it('come sooner when they are asked to, but not more often than ten times in a period', async () => {
    const impatient = (beats: Beats): void => void setTimeout(() => beats.within(0), 5);
    // At 50 ms, then doubling, but for the tenth of the period that is asked for.
    expect(await timesOf(6, 2000, impatient)).toEqual([50, 150, 350, 550, 750, 950]);
  });
});

describe('a pause', () => {
  it('ends early, and says so, when nobody waits any more', async () => {
    expect(await pause(1, new AbortController().signal)).toBe(true);
    expect(await pause(60_000, AbortSignal.timeout(5))).toBe(false);
    expect(await pause(60_000, AbortSignal.abort())).toBe(false);
  });
});
