import { describe, expect, it } from 'vitest';
import { backOffDelayMs, nextStep } from '../../src/engine/retry.ts';

describe('nextStep', () => {
  it.each(['denied', 'no-space', 'read-only', 'unsupported', 'tool-missing', 'not-found'] as const)(
    'never repeats what failed with %s',
    (kind) => {
      expect(nextStep('stage-in', kind)).not.toBe('retry');
      expect(nextStep('stage-out', kind)).not.toBe('retry');
    },
  );

  it.each(['network', 'timed-out', 'other'] as const)('repeats what failed with %s', (kind) => {
    expect(nextStep('stage-in', kind)).toBe('retry');
    expect(nextStep('stage-out', kind)).toBe('retry');
  });

  it('takes another replica of a wrong input, but sends a wrong output again', () => {
    expect(nextStep('stage-in', 'checksum-mismatch')).toBe('next-url');
    expect(nextStep('stage-out', 'checksum-mismatch')).toBe('retry');
  });

  it('goes to another replica for an input that is away, and tries again where an output belongs', () => {
    expect(nextStep('stage-in', 'offline')).toBe('next-url');
    expect(nextStep('stage-out', 'offline')).toBe('retry');
  });

  it('tries no other replica on a full local disk', () => {
    expect(nextStep('stage-in', 'no-space')).toBe('give-up');
  });
});

describe('backOffDelayMs', () => {
  const limits = { backOffMs: 1000, maxBackOffMs: 10_000 };

  it('doubles with each failure, up to its limit', () => {
    const delays = [1, 2, 3, 4, 5, 50].map((failed) => backOffDelayMs(failed, limits, () => 0.5));
    expect(delays).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it('lies within half and one and a half of that', () => {
    expect(backOffDelayMs(1, limits, () => 0)).toBe(500);
    expect(backOffDelayMs(1, limits, () => 0.999_999)).toBeCloseTo(1500, 1);
  });
});
