import { setTimeout as sleep } from 'node:timers/promises';

/** The first beat comes after so long: a payload that is over sooner costs nothing. */
const firstPauseMs = 50;

/**
 * Beats for whoever looks at the payload again and again. The pauses double until they are `periodMs`, so that short payloads are seen
 * too; they begin when the one who listens asks for the next, so that slow looks never pile up. Ends when `signal` is aborted.
 */
export async function* beats(periodMs: number, signal: AbortSignal): AsyncGenerator<void> {
  for (let pauseMs = firstPauseMs; await pause(Math.min(pauseMs, periodMs), signal); pauseMs *= 2) yield;
}

/** Resolves true after the pause, false as soon as `signal` is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
