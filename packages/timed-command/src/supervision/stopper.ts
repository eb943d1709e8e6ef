import type { CommandOptions } from '../command.ts';
import { deadline } from './deadline.ts';
import { promiseWithResolver } from './promise-with-resolver.ts';

/** Why we end a command. */
export type StopCause = { readonly kind: 'timed-out' } | { readonly kind: 'cancelled'; readonly reason: unknown };

/** The first reason to end a command: its limit, its AbortSignal, or somebody who calls `stop`. The first one stands. */
export interface Stopper {
  readonly cause: StopCause | undefined;
  /** Resolves with the first cause; never, when there is none. */
  readonly requested: Promise<StopCause>;
  /** Calls the listener with the first cause, when there is one, before anything else happens. */
  onStop(listener: (cause: StopCause) => void): void;
  stop(cause: StopCause): void;
  /** The command is over: lets go of timer and signal. */
  lift(): void;
}

/** Begins to count. */
export function createStopper({ timeoutMs = 0, signal }: Pick<CommandOptions, 'timeoutMs' | 'signal'>): Stopper {
  let cause: StopCause | undefined;
  const { promise: requested, resolve } = promiseWithResolver<StopCause>();
  let listener: ((cause: StopCause) => void) | undefined;
  const stop = (wanted: StopCause): void => {
    if (cause !== undefined) return;
    cause = wanted;
    resolve(wanted);
    listener?.(wanted);
  };
  const cancel = (): void => stop({ kind: 'cancelled', reason: signal?.reason });
  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  const limit = deadline(timeoutMs > 0 ? timeoutMs : Number.POSITIVE_INFINITY, () => stop({ kind: 'timed-out' }));
  return {
    get cause() {
      return cause;
    },
    requested,
    onStop(wanted) {
      listener = wanted;
      if (cause !== undefined) wanted(cause);
    },
    stop,
    lift() {
      limit.lift();
      signal?.removeEventListener('abort', cancel);
    },
  };
}
