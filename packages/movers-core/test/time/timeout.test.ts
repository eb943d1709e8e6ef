import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { armDeadline, checksumTimeoutMs, transferTimeoutMs } from '../../src/time/timeout.ts';

describe('transferTimeoutMs', () => {
  it('grows by a second a megabyte, up to three hours', () => {
    expect(transferTimeoutMs(0)).toBe(400_000);
    expect(transferTimeoutMs(1_000_000)).toBe(401_000);
    expect(transferTimeoutMs(10 ** 12)).toBe(10_800_000);
  });

  it('follows what was measured, up and down', () => {
    expect(transferTimeoutMs(100_000_000, 100_000)).toBe(405_000);
    expect(transferTimeoutMs(100_000_000, 500)).toBe(1_400_000);
  });

  it('gives a file of unknown size the longest', () => {
    expect(transferTimeoutMs(undefined)).toBe(10_800_000);
  });
});

it('gives a storage time to read what it is to sum', () => {
  expect(checksumTimeoutMs(60_000, 1_000)).toBe(60_001);
  expect(checksumTimeoutMs(60_000, 10 ** 10)).toBe(1_060_000);
  expect(checksumTimeoutMs(60_000, 10 ** 15)).toBe(10_800_000);
});

describe('armDeadline', () => {
  afterEach(() => vi.useRealTimers());

  it('calls when the time is up', async () => {
    let due = false;
    armDeadline(5, () => (due = true));
    expect(due).toBe(false);
    await wait(30);
    expect(due).toBe(true);
  });

  it('does not call once disarmed', async () => {
    let due = false;
    armDeadline(5, () => (due = true))();
    await wait(30);
    expect(due).toBe(false);
  });

  it('is not fooled by limits longer than a timer can be', () => {
    vi.useFakeTimers();
    const days = 24 * 3600 * 1000;
    let due = false;
    armDeadline(60 * days, () => (due = true));
    vi.advanceTimersByTime(59 * days);
    expect(due).toBe(false);
    vi.advanceTimersByTime(2 * days);
    expect(due).toBe(true);
  });
});
