import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { timeLeft } from '../src/time-left.ts';

it('is what the first requests have left of the call’s time, or of the client’s', async () => {
  const { signal } = new AbortController();
  const [own, clients, none] = [timeLeft({ timeoutMs: 1000, signal }, 50), timeLeft(undefined, 1000), timeLeft({}, 10)];
  await sleep(50);
  expect(own()).toEqual({ signal, timeoutMs: expect.any(Number) as number });
  for (const left of [own, clients]) {
    expect(left().timeoutMs).toBeGreaterThan(800);
    expect(left().timeoutMs).toBeLessThan(960);
  }
  expect(none().timeoutMs).toBe(1);
});
