import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createStopper, type StopCause } from '../../src/supervision/stopper.ts';

it('stops at the limit', async () => {
  const stopper = createStopper({ timeoutMs: 10 });
  expect(stopper.cause).toBeUndefined();
  expect(await stopper.requested).toEqual({ kind: 'timed-out' });
});

it.each([undefined, 0, Number.POSITIVE_INFINITY])('has no limit when that is %s', async (timeoutMs) => {
  const stopper = createStopper(timeoutMs === undefined ? {} : { timeoutMs });
  await sleep(20);
  expect(stopper.cause).toBeUndefined();
  stopper.lift();
});

it('stops when it is aborted, also beforehand', async () => {
  const later = new AbortController();
  const stopper = createStopper({ signal: later.signal });
  later.abort('enough');
  expect(stopper.cause).toEqual({ kind: 'cancelled', reason: 'enough' });
  expect(createStopper({ signal: AbortSignal.abort('already') }).cause).toEqual({
    kind: 'cancelled',
    reason: 'already',
  });
  expect(await stopper.requested).toBe(stopper.cause);
});

it('keeps the first cause, and tells it once', () => {
  const stopper = createStopper({ timeoutMs: 1000 });
  const told: StopCause[] = [];
  stopper.onStop((cause) => told.push(cause));
  stopper.stop({ kind: 'cancelled', reason: 'first' });
  stopper.stop({ kind: 'timed-out' });
  expect(told).toEqual([{ kind: 'cancelled', reason: 'first' }]);
  expect(stopper.cause).toEqual({ kind: 'cancelled', reason: 'first' });
  stopper.lift();
});

it('tells a late listener', () => {
  const stopper = createStopper({});
  stopper.stop({ kind: 'timed-out' });
  const told: StopCause[] = [];
  stopper.onStop((cause) => told.push(cause));
  expect(told).toEqual([{ kind: 'timed-out' }]);
});

it('lets go of the signal when it is lifted', () => {
  const controller = new AbortController();
  const stopper = createStopper({ signal: controller.signal, timeoutMs: 1 });
  stopper.lift();
  controller.abort();
  expect(stopper.cause).toBeUndefined();
});
