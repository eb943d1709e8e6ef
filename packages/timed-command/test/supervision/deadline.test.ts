import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { deadline } from '../../src/supervision/deadline.ts';

function countdown(delayMs: number): { readonly calls: () => number; readonly lift: () => void } {
  let calls = 0;
  const limit = deadline(delayMs, () => (calls += 1));
  return { calls: () => calls, lift: () => limit.lift() };
}

it('comes once', async () => {
  const { calls } = countdown(10);
  await sleep(60);
  expect(calls()).toBe(1);
});

it('does not come when it was lifted', async () => {
  const { calls, lift } = countdown(10);
  lift();
  await sleep(30);
  expect(calls()).toBe(0);
});

it.each([2 ** 31, 30 * 86_400_000, Number.MAX_VALUE, Number.POSITIVE_INFINITY])(
  'does not come at once when it is %d ms away',
  async (delayMs) => {
    const { calls, lift } = countdown(delayMs);
    await sleep(30);
    expect(calls()).toBe(0);
    lift();
  },
);
