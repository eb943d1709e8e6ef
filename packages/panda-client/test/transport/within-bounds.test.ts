import { describe, expect, it } from 'vitest';
import { withinBounds } from '../../src/transport/within-bounds.ts';

const late = new Error('late');
const bounds = { timeoutMs: 20, onTimeout: () => late };
const never = (): Promise<never> => new Promise(() => undefined);

describe('withinBounds', () => {
  it('gives what the work gives', async () => {
    await expect(withinBounds(bounds, () => Promise.resolve(5))).resolves.toBe(5);
  });

  it('ends work that does not end, and tells it', async () => {
    let told: AbortSignal | undefined;
    const work = (signal: AbortSignal): Promise<never> => {
      told = signal;
      return never();
    };
    await expect(withinBounds(bounds, work)).rejects.toBe(late);
    expect(told?.reason).toBe(late);
  });

  it('does not begin when it is aborted already', async () => {
    let begun = false;
    const signal = AbortSignal.abort(late);
    const work = (): Promise<void> => {
      begun = true;
      return Promise.resolve();
    };
    await expect(withinBounds({ ...bounds, signal }, work)).rejects.toBe(late);
    expect(begun).toBe(false);
  });

  it('waits for longer than a timer can', async () => {
    const slow = (): Promise<string> => new Promise((resolve) => setTimeout(() => resolve('done'), 20));
    await expect(withinBounds({ ...bounds, timeoutMs: 2 ** 40 }, slow)).resolves.toBe('done');
  });
});
