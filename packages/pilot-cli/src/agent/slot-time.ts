import { PilotError } from '@panda-pilot/core';

/** How long the batch slot lasts, and what may still be begun in it. Monotonic: clock jumps change nothing. */
export interface SlotTime {
  /** Until the slot ends; undefined when nobody has set an end. */
  remainingSeconds(): number | undefined;
  /** Aborted, with REACHED_MAX_TIME as reason, when so little is left that running jobs must store what they have. */
  readonly over: AbortSignal;
  close(): void;
}

export interface SlotBounds {
  /** From the start of the pilot; undefined or 0: no end. */
  readonly lifetimeMs: number | undefined;
  /** What stage-out and log need at the end. */
  readonly reserveMs: number;
}

/** Node's timers overflow above this and fire at once. */
const longestTimerMs = 2 ** 31 - 1;

export function createSlotTime(
  { lifetimeMs, reserveMs }: SlotBounds,
  now: () => number = () => performance.now(),
): SlotTime {
  const controller = new AbortController();
  if (lifetimeMs === undefined || lifetimeMs === 0) {
    return { remainingSeconds: () => undefined, over: controller.signal, close: () => undefined };
  }
  const endsAt = now() + lifetimeMs;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const leftMs = endsAt - reserveMs - now();
    timer = setTimeout(leftMs <= longestTimerMs ? end : arm, Math.min(Math.max(0, leftMs), longestTimerMs));
    timer.unref();
  };
  const end = (): void =>
    controller.abort(new PilotError('REACHED_MAX_TIME', `the slot of ${lifetimeMs / 1000} s is used up`));
  arm();
  return {
    remainingSeconds: () => Math.max(0, Math.floor((endsAt - now()) / 1000)),
    over: controller.signal,
    close: () => clearTimeout(timer),
  };
}
