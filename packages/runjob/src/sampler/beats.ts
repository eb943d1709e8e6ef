import { setTimeout as sleep } from 'node:timers/promises';

/** The first beat comes after so long: a payload that is over sooner costs nothing. */
const firstPauseMs = 50;

/** Who looks sooner than the period, because a limit is near, does it no oftener than so many times in one. */
const mostInPeriod = 10;

/** Beats for whoever looks at the payload again and again, until a signal is aborted. */
export interface Beats extends AsyncIterable<void> {
  /** The next beat comes in so many milliseconds, if it does not come sooner anyway. */
  readonly within: (ms: number) => void;
}

/**
 * Makes them. From one beat to the next it takes twice as long as before, until it is `periodMs`, so that short
 * payloads are seen too. A look that takes long is followed by a rest as long as itself, so that slow looks never pile
 * up. `rest` is how it waits.
 */
export function createBeats(periodMs: number, signal: AbortSignal, rest: typeof pause = pause): Beats {
  let lastAt = performance.now();
  let dueAt = lastAt + Math.min(firstPauseMs, periodMs);
  let waiting: AbortController | undefined;

  const untilDue = async (): Promise<void> => {
    const lookMs = performance.now() - lastAt;
    dueAt = Math.max(dueAt, performance.now() + Math.min(lookMs, periodMs));
    while (performance.now() < dueAt && !signal.aborted) {
      waiting = new AbortController();
      await rest(dueAt - performance.now(), AbortSignal.any([signal, waiting.signal]));
    }
    waiting = undefined;
  };

  return {
    within(ms) {
      const at = Math.max(performance.now() + ms, lastAt + periodMs / mostInPeriod);
      if (at >= dueAt) return;
      dueAt = at;
      waiting?.abort();
    },
    async *[Symbol.asyncIterator]() {
      for (let pauseMs = 2 * firstPauseMs; ; pauseMs *= 2) {
        await untilDue();
        if (signal.aborted) return;
        lastAt = performance.now();
        dueAt = lastAt + Math.min(pauseMs, periodMs);
        yield;
      }
    },
  };
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
