import { expect, it, vi } from 'vitest';
import { guardHooks } from '../../src/supervision/guard-hooks.ts';

const failure = new Error('refused');
const refuse = (): never => {
  throw failure;
};

it('leaves options without functions alone', () => {
  expect(guardHooks({ env: {}, timeoutMs: 5 }, refuse)).toEqual({ env: {}, timeoutMs: 5 });
});

it('tells of what is thrown, and hands nothing more to an onOutput that has failed', () => {
  const onFailure = vi.fn();
  const onOutput = vi.fn(refuse);
  const { onOutput: guarded, onSignal } = guardHooks({ env: {}, onOutput, onSignal: refuse }, onFailure);
  for (const text of ['one', 'two']) guarded?.(Buffer.from(text), 'stdout');
  onSignal?.('SIGTERM');
  expect(onOutput).toHaveBeenCalledTimes(1);
  expect(onFailure.mock.calls).toEqual([[failure], [failure]]);
});

it.each([refuse, () => Promise.reject(failure)])(
  'sends our own signal where signalGroup fails',
  async (signalGroup) => {
    const onFailure = vi.fn();
    // A group that cannot be there: pids end at 2^22.
    expect(await guardHooks({ env: {}, signalGroup }, onFailure).signalGroup?.(2 ** 22 + 1, 'SIGTERM')).toBe('gone');
    expect(onFailure).toHaveBeenCalledWith(failure);
  },
);

it('counts a signalGroup that never answers as denied', async () => {
  vi.useFakeTimers();
  try {
    const { signalGroup } = guardHooks({ env: {}, signalGroup: () => new Promise(() => undefined) }, refuse);
    const delivery = signalGroup?.(1, 'SIGTERM');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await delivery).toBe('denied');
  } finally {
    vi.useRealTimers();
  }
});
