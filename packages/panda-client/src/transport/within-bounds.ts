/** Bounds on one piece of work. */
export interface Bounds {
  readonly timeoutMs: number;
  /** What the work rejects with when its time is up. */
  readonly onTimeout: () => Error;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` until it ends, its time is up, or `signal` aborts; settles at once in each case, whether or not `work`
 * heeds its signal.
 */
export async function withinBounds<T>(bounds: Bounds, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal } = bounds;
  signal?.throwIfAborted();
  const controller = new AbortController();
  const cancel = (): void => controller.abort(signal?.reason);
  // A longer delay than 2^31 - 1 ms would fire at once.
  const timer = setTimeout(() => controller.abort(bounds.onTimeout()), Math.min(bounds.timeoutMs, 2 ** 31 - 1));
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([work(controller.signal), rejectionOf(controller.signal)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
