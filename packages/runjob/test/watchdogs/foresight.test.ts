import { describe, expect, it } from 'vitest';
import { createForesight } from '../../src/watchdogs/foresight.ts';

describe('foresight', () => {
  it('tells when a value is at its limit at the pace of its last two measurements', () => {
    let now = 0;
    const dueIn = createForesight(100, () => now);
    const at = (ms: number, value: number): number => ((now = ms), dueIn(value));
    expect(at(0, 10)).toBe(Infinity);
    expect(at(1000, 20)).toBe(8000);
    expect(at(2000, 60)).toBe(1000);
    expect(at(2000, 70)).toBe(Infinity);
    expect(at(3000, 70)).toBe(Infinity);
    expect(at(4000, 50)).toBe(Infinity);
    expect(at(5000, 75)).toBe(1000);
  });
});
