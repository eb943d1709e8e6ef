import { describe, expect, it } from 'vitest';
import { boundedCall } from '../../src/time/bounded-call.ts';
import { MoverError } from '../../src/index.ts';

const never = (): Promise<never> => new Promise(() => undefined);
const heedful = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

describe('boundedCall', () => {
  const { signal } = new AbortController();
  const bounds = { signal, timeoutMs: 10, graceMs: 10, file: 'the file' };

  it('passes on what the call resolves to', async () => {
    expect(await boundedCall(bounds, () => Promise.resolve(7))).toBe(7);
  });

  it('passes on what the call rejects with', async () => {
    const error = new MoverError('no', { kind: 'denied', file: 'f' });
    await expect(boundedCall(bounds, () => Promise.reject(error))).rejects.toBe(error);
  });

  it('does not begin under a signal that is aborted already', async () => {
    const reason = new Error('stop');
    let begun = false;
    const call = boundedCall({ ...bounds, signal: AbortSignal.abort(reason) }, async () => {
      begun = true;
    });
    await expect(call).rejects.toBe(reason);
    expect(begun).toBe(false);
  });

  it('stops a call that overlooks its timeout', async () => {
    await expect(boundedCall(bounds, heedful)).rejects.toMatchObject({ kind: 'timed-out', file: 'the file' });
  });

  it('abandons a call that heeds nothing', async () => {
    await expect(boundedCall(bounds, never)).rejects.toMatchObject({ kind: 'timed-out' });
  });

  it.each([
    ['heeds it', heedful],
    ['does not', never],
  ])('rejects with the reason of an abortion, whether the call %s', async (_title, call) => {
    const job = new AbortController();
    const reason = new Error('stop');
    const bounded = boundedCall({ ...bounds, timeoutMs: 60_000, signal: job.signal }, call);
    job.abort(reason);
    await expect(bounded).rejects.toBe(reason);
  });

  it('prefers the reason of an abortion to whatever the call makes of it', async () => {
    const job = new AbortController();
    const reason = new Error('stop');
    const call = boundedCall({ ...bounds, signal: job.signal }, (signal) =>
      heedful(signal).catch(() => {
        throw new MoverError('killed', { kind: 'other', file: 'f' });
      }),
    );
    job.abort(reason);
    await expect(call).rejects.toBe(reason);
  });
});
