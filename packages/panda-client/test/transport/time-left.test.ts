import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { timeLeft } from '../../src/transport/time-left.ts';

it('is what the first requests have left of the call’s time, or of the client’s', async () => {
  const { signal } = new AbortController();
  const [own, clients, none] = [
    timeLeft({ timeoutMs: 60_000, signal }, 50),
    timeLeft(undefined, 60_000),
    timeLeft({}, 10),
  ];
  await sleep(50);
  expect(own()).toEqual({ signal, timeoutMs: expect.any(Number) as number });
  for (const left of [own, clients]) {
    expect(left().timeoutMs).toBeGreaterThan(50_000);
    expect(left().timeoutMs).toBeLessThan(59_960);
  }
  expect(none().timeoutMs).toBe(1);
});
