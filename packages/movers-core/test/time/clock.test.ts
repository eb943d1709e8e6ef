import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/time/clock.ts';

describe('systemClock', () => {
  it('sleeps as long as it is told', async () => {
    const before = systemClock.now();
    await systemClock.sleep(10, new AbortController().signal);
    expect(systemClock.now() - before).toBeGreaterThanOrEqual(9);
  });

  it('wakes with the reason of an abortion', async () => {
    const job = new AbortController();
    const reason = new Error('stop');
    const sleeping = systemClock.sleep(60_000, job.signal);
    job.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(systemClock.sleep(60_000, job.signal)).rejects.toBe(reason);
  });
});
