import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPackingTime } from '../../src/log/packing-time.ts';

const hours = { baseMs: 3_600_000, bytesPerSecond: 1, mostMs: 3 * 3_600_000, endMs: 3_600_000 };
const never = new Promise<never>(() => undefined);

describe('the time of a tarball', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('grows with what is packed, up to a point', async () => {
    const slow = { ...hours, baseMs: 20, bytesPerSecond: 1000, mostMs: 500 };
    const [small, large] = [startPackingTime(slow, undefined), startPackingTime(slow, undefined)];
    large.packed(1_000_000);
    vi.advanceTimersByTime(499);
    expect([small.isUp(), large.isUp()]).toEqual([true, false]);
    small.packed(1_000_000);
    expect(small.isUp()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(large.isUp()).toBe(true);
  });

  it('is up when nobody waits for it any more', () => {
    expect(startPackingTime(hours, AbortSignal.abort()).isUp()).toBe(true);
    expect(startPackingTime(hours, new AbortController().signal).isUp()).toBe(false);
  });

  it('leaves what does not end even then to itself: 1376', async () => {
    const late = (took: string) => ({ code: 1376, message: expect.stringMatching(` 7 bytes in ${took} s$`) });
    const time = startPackingTime({ ...hours, baseMs: 100, endMs: 200 }, undefined);
    time.packed(7);
    const leaving = new AbortController();
    const hurried = startPackingTime({ ...hours, endMs: 200 }, leaving.signal);
    hurried.packed(7);
    setTimeout(() => leaving.abort(), 100);
    const bounds = [
      expect(time.bound(never)).rejects.toMatchObject(late('7.5')),
      expect(hurried.bound(never)).rejects.toMatchObject(late('0.3')),
    ];
    await vi.advanceTimersByTimeAsync(8000);
    await Promise.all(bounds);
    expect(await startPackingTime(hours, undefined).bound(Promise.resolve('done'))).toBe('done');
  });
});
