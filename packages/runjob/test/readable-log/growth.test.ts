import { describe, expect, it } from 'vitest';
import { readGrowth } from '../../src/readable-log/growth.ts';

const sample = (second: number, streams: Record<string, number>): string =>
  JSON.stringify({ at: new Date(second * 1000).toISOString(), streams });

describe('readGrowth', () => {
  it('finds the first look that saw the byte, else the end of the payload', () => {
    const samples = [sample(1, { a: 0 }), sample(2, { a: 10, b: 5 }), sample(3, { a: 10 }), sample(4, { a: 20 })];
    const growth = readGrowth(`${samples.join('\n')}\n{"at":"20`, () => 9000);
    expect([0, 9, 10, 19, 20].map((offset) => growth.timeAt('a', offset))).toEqual([2000, 2000, 4000, 4000, 9000]);
    expect(growth.timeAt('b', 4)).toBe(2000);
    expect(growth.timeAt('c', 0)).toBe(9000);
  });

  it('finds its way among many samples as a look at each would', () => {
    const samples = Array.from({ length: 100 }, (_, index) => sample(index + 1, { a: index * 3 }));
    const growth = readGrowth(samples.join('\n'), () => 200_000);
    for (let offset = 0; offset < 310; offset += 1) {
      const first = Math.floor(offset / 3) + 1;
      expect(growth.timeAt('a', offset)).toBe(first < 100 ? (first + 1) * 1000 : 200_000);
    }
  });

  it('knows that nothing was written after the end', () => {
    expect(readGrowth(sample(5, { a: 10, b: 10 }), (name) => (name === 'a' ? 4000 : 6000)).timeAt('a', 3)).toBe(4000);
  });

  it('does without samples', () => {
    expect(readGrowth('', () => 7).timeAt('a', 0)).toBe(7);
  });
});
