import { expect, it } from 'vitest';
import { createRates } from '../../src/time/rates.ts';

it('learns from large transfers, the latest for half', () => {
  const rates = createRates();
  expect(rates.of('host')).toBeUndefined();
  rates.note('host', 1_000_000, 5_000);
  rates.note('host', 100_000_000, 0);
  expect(rates.of('host')).toBeUndefined();
  rates.note('host', 100_000_000, 1_000);
  expect(rates.of('host')).toBe(100_000);
  rates.note('host', 100_000_000, 10_000);
  expect(rates.of('host')).toBe(55_000);
  expect(rates.of('other')).toBeUndefined();
});
