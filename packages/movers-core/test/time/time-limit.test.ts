import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTimeLimit } from '../../src/time/time-limit.ts';

describe('createTimeLimit', () => {
  it('goes off with the signal it was made from, for the same reason', () => {
    const job = new AbortController();
    const limit = createTimeLimit({ signal: job.signal, timeoutMs: 60_000 }, 'file');
    expect(limit.signal.aborted).toBe(false);
    const reason = new Error('stop');
    job.abort(reason);
    expect(limit.signal.reason).toBe(reason);
    limit.lift();
  });

  it('is aborted from the first when the signal is', () => {
    const reason = new Error('stop');
    const limit = createTimeLimit({ signal: AbortSignal.abort(reason), timeoutMs: 60_000 }, 'file');
    expect(limit.signal.reason).toBe(reason);
    limit.lift();
  });

  it('goes off when the time is up', async () => {
    const limit = createTimeLimit({ signal: new AbortController().signal, timeoutMs: 2 }, 'the file');
    await wait(20);
    expect(limit.signal.reason).toMatchObject({ kind: 'timed-out', file: 'the file' });
  });

  it('does neither once lifted', async () => {
    const job = new AbortController();
    const limit = createTimeLimit({ signal: job.signal, timeoutMs: 2 }, 'file');
    limit.lift();
    job.abort();
    await wait(20);
    expect(limit.signal.aborted).toBe(false);
  });
});
