import { PilotError, silentLogger } from '@panda-pilot/core';
import type { FromRunJob } from '@panda-pilot/runjob';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type CredentialWatch, watchCredential } from '../../src/credential/credential-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const minute = 60_000;
const phase = (name: 'staging-in' | 'running' | 'staging-out'): FromRunJob => ({ type: 'phase', phase: name });

/** A watch, and what it finds: undefined stands for nothing. */
function watching(findings: unknown[], everyMs = minute): { watch: CredentialWatch; looks: () => number } {
  let looks = 0;
  const check = (): Promise<void> => {
    looks += 1;
    const finding = findings.shift();
    return finding === undefined ? Promise.resolve() : Promise.reject(finding);
  };
  return { watch: watchCredential(check, { everyMs, logger: silentLogger }), looks: () => looks };
}

it('looks while the payload runs, neither before nor after', async () => {
  const { watch, looks } = watching([]);
  await vi.advanceTimersByTimeAsync(5 * minute);
  watch.follow(phase('staging-in'));
  await vi.advanceTimersByTimeAsync(5 * minute);
  expect(looks()).toBe(0);
  watch.follow(phase('running'));
  await vi.advanceTimersByTimeAsync(3 * minute);
  watch.follow({ type: 'payload-started', pid: 1, at: '2026-11-23T00:00:00Z' });
  watch.follow(phase('staging-out'));
  await vi.advanceTimersByTimeAsync(5 * minute);
  expect([looks(), watch.lost.aborted, vi.getTimerCount()]).toEqual([3, false, 0]);
});

it('tells what it has found, once, and looks no further', async () => {
  const found = new PilotError('PROXY_TOO_SHORT', 'it ends soon');
  const { watch, looks } = watching([undefined, found]);
  watch.follow(phase('running'));
  await vi.advanceTimersByTimeAsync(5 * minute);
  expect([looks(), watch.lost.reason]).toEqual([2, found]);
});

it('takes what is no finding for none', async () => {
  const { watch, looks } = watching([new TypeError('a bug')]);
  watch.follow(phase('running'));
  await vi.advanceTimersByTimeAsync(2 * minute);
  expect([looks(), watch.lost.aborted]).toEqual([2, false]);
});

it('finds nothing any more when the payload has ended meanwhile', async () => {
  let finish = (): void => undefined;
  const slow = new Promise<void>((_, reject) => (finish = () => reject(new PilotError('NO_PROXY', 'gone'))));
  const watch = watchCredential(() => slow, { everyMs: minute, logger: silentLogger });
  watch.follow(phase('running'));
  await vi.advanceTimersByTimeAsync(minute);
  watch.follow(phase('staging-out'));
  finish();
  await vi.advanceTimersByTimeAsync(minute);
  expect([watch.lost.aborted, vi.getTimerCount()]).toEqual([false, 0]);
});

it('never looks where nobody wants it to, nor when it is closed', async () => {
  const never = watching([], 0);
  never.watch.follow(phase('running'));
  const closed = watching([]);
  closed.watch.follow(phase('running'));
  closed.watch.close();
  await vi.advanceTimersByTimeAsync(5 * minute);
  expect([never.looks(), closed.looks()]).toEqual([0, 0]);
});
