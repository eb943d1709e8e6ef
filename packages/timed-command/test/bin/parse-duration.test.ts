import { expect, it } from 'vitest';
import { parseDuration } from '../../src/bin/parse-duration.ts';

it.each([
  ['1', 1000],
  ['1s', 1000],
  ['.5', 500],
  ['1.', 1000],
  ['+2', 2000],
  [' 2', 2000],
  ['1m', 60_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['1e3', 1_000_000],
  ['0x10', 16_000],
  ['0x.8', 500],
  ['0x1p-2', 250],
  ['0', 0],
  ['0.0d', 0],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinityd', Number.POSITIVE_INFINITY],
])('reads %s as %d ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it('never lets a duration that is not zero become none', () => {
  expect(parseDuration('1e-320')).toBeGreaterThan(0);
});

it.each(['', 'x', '-1', 'nan', '1w', '1ms', '1 s', '1 ', '0x', '1e', '--1', '1,5'])('refuses "%s"', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
