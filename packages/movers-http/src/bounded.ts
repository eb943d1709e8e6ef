import { type CallOptions, createTimeLimit } from '@panda-pilot/movers-core';

/** Of a call, what its parts need: a signal that also knows the time limit. */
export type Bounds = Pick<CallOptions, 'signal' | 'timeoutMs'>;

/** Runs the parts of a call under one time limit. Rejects with `signal.reason`, with `timed-out`, or as they do. */
export async function bounded<T>(options: Bounds, file: URL, work: (bounds: Bounds) => Promise<T>): Promise<T> {
  options.signal.throwIfAborted();
  const limit = createTimeLimit(options, file.href);
  try {
    return await work({ signal: limit.signal, timeoutMs: options.timeoutMs });
  } catch (error) {
    // A request that was broken off says so in many ways.
    limit.signal.throwIfAborted();
    throw error;
  } finally {
    limit.lift();
  }
}

/** For cleaning up after a call that may have been aborted: a signal of its own, and little time. */
export function afterwards(): Bounds {
  const timeoutMs = 10_000;
  return { signal: AbortSignal.timeout(timeoutMs), timeoutMs };
}
