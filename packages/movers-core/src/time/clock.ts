import { setTimeout as wait } from 'node:timers/promises';

/** Monotonic time and waiting. */
export interface Clock {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Rejects with `signal.reason` when aborted. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  async sleep(delayMs, signal) {
    try {
      await wait(delayMs, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
};
