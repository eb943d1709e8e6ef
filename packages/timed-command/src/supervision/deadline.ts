/** The longest delay that a Node timer takes: a longer one fires at once (2^31 - 1 ms, 24.8 days). */
const longestTimerMs = 2_147_483_647;

/** A moment on the monotonic clock at which something happens, unless it is lifted before. */
export interface Deadline {
  lift(): void;
}

/**
 * Calls `action` once, `delayMs` from this call, however far away that is. `Infinity` never comes. Clock jumps change
 * nothing. What has happened before it counts: where this process gets no CPU for a while, its timers come before the
 * ends of its children, though those were earlier.
 */
export function deadline(delayMs: number, action: () => void): Deadline {
  const dueAt = performance.now() + delayMs;
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;
  const actAfterEvents = (): void => void (turn = setImmediate(action));
  const arm = (): void => {
    const leftMs = dueAt - performance.now();
    timer =
      leftMs <= 0
        ? setTimeout(actAfterEvents, 0)
        : setTimeout(leftMs > longestTimerMs ? arm : actAfterEvents, Math.min(leftMs, longestTimerMs));
  };
  if (delayMs !== Number.POSITIVE_INFINITY) arm();
  return {
    lift() {
      clearTimeout(timer);
      clearImmediate(turn);
    },
  };
}
