import { setTimeout as sleep } from 'node:timers/promises';

/** Waits between tries: each twice the one before up to `maxMs`, give or take half, so that a thousand pilots do not come at once. */
export interface BackOff {
  /** Resolves after the next wait; rejects with `signal.reason` when aborted. */
  wait(signal?: AbortSignal): Promise<void>;
}

export function createBackOff(firstMs: number, maxMs: number, random: () => number = Math.random): BackOff {
  let nextMs = firstMs;
  return {
    async wait(signal) {
      const delayMs = nextMs * (0.5 + random());
      nextMs = Math.min(nextMs * 2, maxMs);
      try {
        await sleep(delayMs, undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        throw signal?.aborted === true ? signal.reason : error;
      }
    },
  };
}
