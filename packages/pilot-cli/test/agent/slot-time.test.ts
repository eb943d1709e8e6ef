import { describe, expect, it } from 'vitest';
import { createSlotTime } from '../../src/agent/slot-time.ts';

const aborted = (signal: AbortSignal, withinMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(true);
    signal.addEventListener('abort', () => resolve(true));
    setTimeout(() => resolve(signal.aborted), withinMs);
  });

describe('the time of a slot', () => {
  it('has no end when nobody has set one', () => {
    const slot = createSlotTime({ lifetimeMs: undefined, reserveMs: 0 });
    expect(slot.remainingSeconds()).toBeUndefined();
  });

  it('is over when only the reserve is left', async () => {
    const slot = createSlotTime({ lifetimeMs: 1000, reserveMs: 950 });
    expect(await aborted(slot.over, 500)).toBe(true);
    expect(slot.over.reason).toMatchObject({ errorName: 'REACHED_MAX_TIME' });
  });

  it('of thirty days does not end at once', async () => {
    const slot = createSlotTime({ lifetimeMs: 30 * 86_400_000, reserveMs: 0 });
    expect(await aborted(slot.over, 50)).toBe(false);
    expect(slot.remainingSeconds()).toBeGreaterThan(29 * 86_400);
    slot.close();
  });
});
