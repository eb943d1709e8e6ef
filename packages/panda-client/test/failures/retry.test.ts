import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  PandaServerError,
  retryDelayMs,
  type ServerErrorKind,
  type ServerFailure,
  withRetries,
} from '../../src/index.ts';

const failure = (kind: ServerErrorKind, more: Partial<ServerFailure> = {}): PandaServerError =>
  new PandaServerError(kind, { kind, method: 'pilot/update_job', retryable: true, ...more });
const middle = (): number => 0.5;

describe('retryDelayMs', () => {
  it.each<[ServerErrorKind, readonly number[]]>([
    ['connection-lost', [500, 1000, 2000, 60_000]],
    ['timed-out', [500, 1000, 2000, 60_000]],
    ['http', [500, 1000, 2000, 120_000]],
    ['unreachable', [1000, 2000, 4000, 120_000]],
    ['database', [2000, 4000, 8000, 240_000]],
    ['time-out-status', [2000, 4000, 8000, 240_000]],
    ['bad-answer', [2000, 4000, 8000, 300_000]],
  ])('doubles, up to a bound of its own: %s', (kind, delays) => {
    expect([1, 2, 3, 1000].map((failures) => retryDelayMs(failure(kind), failures, middle))).toEqual(delays);
  });

  it('scatters, so that pilots do not come all at once', () => {
    expect([0, 1].map((random) => retryDelayMs(failure('unreachable'), 1, () => random))).toEqual([500, 1500]);
  });

  it('is none where a repetition cannot help', () => {
    expect(retryDelayMs(failure('denied', { retryable: false }), 1)).toBeUndefined();
  });

  it('is as long as the server asks for, within reason', () => {
    const busy = (retryAfterSeconds: number) => failure('http', { status: 503, retryAfterSeconds });
    expect([0, 30, 86_400].map((seconds) => retryDelayMs(busy(seconds), 1, middle))).toEqual([500, 30_000, 600_000]);
  });
});

describe('withRetries', () => {
  const quick = { random: () => -0.49, patienceMs: 5000 }; // a hundredth of the wait

  it('makes a call until it goes through, and tells of each failure', async () => {
    const failures = [failure('http'), failure('connection-lost')];
    const heard: unknown[] = [];
    const call = async (): Promise<string> => {
      const next = failures.shift();
      if (next !== undefined) throw next;
      return 'done';
    };
    const onRetry = ({ kind }: PandaServerError, waitMs: number): void => void heard.push([kind, Math.round(waitMs)]);
    await expect(withRetries(call, { ...quick, onRetry })).resolves.toBe('done');
    expect(heard).toEqual([
      ['http', 5],
      ['connection-lost', 10],
    ]);
  });

  it.each([
    ['a failure for good', failure('denied', { retryable: false })],
    ['a mistake', new TypeError('jobId must be a whole number')],
  ])('stops at %s', async (_, error) => {
    let calls = 0;
    const call = (): Promise<never> => {
      calls += 1;
      return Promise.reject(error);
    };
    await expect(withRetries(call, quick)).rejects.toBe(error);
    expect(calls).toBe(1);
  });

  it('stops when the next try would come too late', async () => {
    let calls = 0;
    const call = (): Promise<never> => {
      calls += 1;
      return Promise.reject(failure('http'));
    };
    await expect(withRetries(call, { ...quick, patienceMs: 4 })).rejects.toMatchObject({ kind: 'http' });
    expect(calls).toBe(1); // the wait is 5 ms
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const onRetry = (_: PandaServerError, waitMs: number): void => void vi.advanceTimersByTime(waitMs);
    await expect(withRetries(call, { ...quick, patienceMs: 500, onRetry })).rejects.toMatchObject({ kind: 'http' });
    expect(calls).toBe(1 + 7); // 5, 10, 20, 40, 80, 160 ms, and 320 would be too late
  });

  it('ends with the reason of its signal, while it waits and before it calls', async () => {
    const leaving = new AbortController();
    const reason = new Error('enough');
    const call = (): Promise<never> => Promise.reject(failure('http'));
    const retried = withRetries(call, { patienceMs: 60_000, signal: leaving.signal });
    setTimeout(() => leaving.abort(reason), 20);
    await expect(retried).rejects.toBe(reason);
    await expect(withRetries(call, { patienceMs: 60_000, signal: leaving.signal })).rejects.toBe(reason);
  });
});
