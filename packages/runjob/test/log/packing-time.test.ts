import { describe, expect, it } from 'vitest';
import { startPackingTime } from '../../src/log/packing-time.ts';

const hours = { baseMs: 3_600_000, bytesPerSecond: 1, mostMs: 3 * 3_600_000, endMs: 3_600_000 };
const never = new Promise<never>(() => undefined);

describe('the time of a tarball', () => {
  it('grows with what is packed, up to a point', async () => {
    const slow = { ...hours, baseMs: 20, bytesPerSecond: 1000, mostMs: 500 };
    const [small, large] = [startPackingTime(slow, undefined), startPackingTime(slow, undefined)];
    large.packed(1_000_000);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect([small.isUp(), large.isUp()]).toEqual([true, false]);
    small.packed(1_000_000);
    expect(small.isUp()).toBe(true);
    await expect.poll(() => large.isUp(), { timeout: 5000 }).toBe(true);
  });

  it('is up when nobody waits for it any more', () => {
    expect(startPackingTime(hours, AbortSignal.abort()).isUp()).toBe(true);
    expect(startPackingTime(hours, new AbortController().signal).isUp()).toBe(false);
  });

  it('leaves what does not end even then to itself: 1376', async () => {
    const late = { code: 1376, message: expect.stringMatching(/ 7 bytes in 0\.\d s$/) };
    const time = startPackingTime({ ...hours, baseMs: 10, endMs: 10 }, undefined);
    time.packed(7);
    await expect(time.bound(never)).rejects.toMatchObject({ code: 1376 });
    const leaving = new AbortController();
    const hurried = startPackingTime({ ...hours, endMs: 10 }, leaving.signal);
    hurried.packed(7);
    setTimeout(() => leaving.abort(), 10);
    await expect(hurried.bound(never)).rejects.toMatchObject(late);
    expect(await startPackingTime(hours, undefined).bound(Promise.resolve('done'))).toBe('done');
  });
});
