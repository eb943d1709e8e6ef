import { describe, expect, it } from 'vitest';
import { createUsageMeter } from '../../src/sampler/usage-summary.ts';
import { aSample } from './a-sample.ts';

describe('a usage meter', () => {
  it('has nothing to tell before the first sample', () => {
    expect(createUsageMeter().summary()).toBeUndefined();
  });

  it('keeps the largest, and averages over time, not over samples', () => {
    const meter = createUsageMeter();
    meter.add(aSample({ wallSeconds: 0.1, pssKb: 900, rssKb: 10 }));
    meter.add(aSample({ wallSeconds: 1.1, pssKb: 100 }));
    meter.add(aSample({ wallSeconds: 10.1, pssKb: 200 }));
    const summary = meter.summary();
    expect(summary?.max).toMatchObject({ pssKb: 900, rssKb: 10 });
    expect(summary?.average.pssKb).toBeCloseTo(190);
  });

  it('takes the one value there is for the average', () => {
    const meter = createUsageMeter();
    meter.add(aSample({ pssKb: 5 }));
    expect(meter.summary()?.average.pssKb).toBe(5);
  });

  it('does not forget what processes have used that nobody waited for', () => {
    const meter = createUsageMeter();
    meter.add(aSample({ wallSeconds: 1, userSeconds: 8, readBytes: 100 }));
    expect(meter.add(aSample({ wallSeconds: 4, userSeconds: 2, readBytes: 0 }))).toMatchObject({
      userSeconds: 8,
      readBytes: 100,
    });
    expect(meter.summary()?.rate.readBytes).toBe(25);
  });

  it('adds the steps of a payload', () => {
    const meter = createUsageMeter();
    meter.nextStep();
    meter.add(aSample({ userSeconds: 8 }));
    meter.nextStep();
    meter.add(aSample({ userSeconds: 2 }));
    expect(meter.summary()?.max.userSeconds).toBe(10);
  });
});
