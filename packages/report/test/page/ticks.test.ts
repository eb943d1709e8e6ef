import { describe, expect, it } from 'vitest';
import { ticksOf } from '../../src/page/ticks.ts';

describe('ticksOf', () => {
  it.each([
    [0, [0]],
    [814, [0, 200, 400, 600, 800]],
    [90_000, [0, 20_000, 40_000, 60_000, 80_000]],
    [5 * 86_400_000, [0, 1, 2, 3, 4, 5].map((day) => day * 86_400_000)],
  ])('marks %i ms at round moments', (length, marks) => {
    expect(ticksOf(length)).toEqual(marks);
  });

  it('never marks more than seven', () => {
    for (let length = 1; length < 1e12; length *= 1.7) expect(ticksOf(length).length).toBeLessThanOrEqual(7);
  });
});
