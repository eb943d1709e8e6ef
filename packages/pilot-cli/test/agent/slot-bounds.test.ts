import { describe, expect, it } from 'vitest';
import { slotBounds } from '../../src/agent/slot-bounds.ts';

const none = { features: {}, now: 5000 };
const one = { lifetime: undefined, slots: 1 };

describe('the bounds of a slot', () => {
  it('are none when nobody sets any', () => {
    const unbounded = { time: { lifetimeMs: undefined, reserveMs: 0 }, limits: {} };
    expect(slotBounds(one, {}, none)).toEqual(unbounded);
    expect(slotBounds({ ...one, lifetime: 0 }, { maxTimeSeconds: 60 }, none)).toEqual(unbounded);
  });

  it('come from the pilot, then from the queue; outputs are stored before the reserve begins', () => {
    expect(slotBounds(one, { maxTimeSeconds: 100 }, none)).toEqual({
      time: { lifetimeMs: 100_000, reserveMs: 10_000 },
      limits: { storeBy: 95_000 },
    });
    expect(slotBounds({ ...one, lifetime: 20_000 }, { maxTimeSeconds: 100 }, none).time).toEqual({
      lifetimeMs: 20_000_000,
      reserveMs: 600_000,
    });
  });

  it('never exceed what the batch system says, each job having its share', () => {
    const features = { endsAt: 15_000, cpuSeconds: 100, memoryBytes: 4e9, diskBytes: 2e10 };
    expect(slotBounds({ lifetime: 3600, slots: 2 }, {}, { features, now: 5000 })).toEqual({
      time: { lifetimeMs: 10_000, reserveMs: 1000 },
      limits: { slotCpuSeconds: 50, slotDiskBytes: 1e10, slotMemoryBytes: 2e9, storeBy: 14_000 },
    });
    expect(slotBounds(one, {}, { features: { endsAt: 4000 }, now: 5000 }).time.lifetimeMs).toBe(1);
  });
});
