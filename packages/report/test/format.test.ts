import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatLong, formatMoment, formatRate } from '../src/format.ts';

describe('formats', () => {
  it.each([
    [formatBytes(0), '0 B'],
    [formatBytes(999), '999 B'],
    [formatBytes(1_234_567), '1.2 MB'],
    [formatDuration(12.4), '12 ms'],
    [formatDuration(4210), '4.2 s'],
    [formatDuration(725_000), '12 min 05 s'],
    [formatDuration(11_100_000), '3 h 05 min'],
    [formatMoment(0), '1970-01-01 00:00:00 UTC'],
    [formatRate(4_000_000, 2000), '2.0 MB/s'],
    [formatRate(4, 0), '–'],
    [formatLong('short', 5), 'short'],
    [formatLong('abcdefghijkl', 9), 'abc...jkl'],
  ])('%s', (given, wanted) => {
    expect(given).toBe(wanted);
  });
});
