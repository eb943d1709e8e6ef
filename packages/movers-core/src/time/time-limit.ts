import { MoverError } from '../contract/mover-error.ts';
import { armDeadline } from './timeout.ts';

/** A signal that goes off with another one, and when the time is up. */
export interface TimeLimit {
  /** Its reason is that of the signal it was made from, or a MoverError `timed-out`. */
  readonly signal: AbortSignal;
  /** Must be called once the limit is of no interest any more. */
  lift(): void;
}

/** Limits a call: for movers that do the work themselves and look at one signal between two steps. */
export function createTimeLimit(
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
  file: string,
): TimeLimit {
  const limit = new AbortController();
  const onAbort = (): void => limit.abort(signal.reason);
  const disarm = armDeadline(timeoutMs, () => limit.abort(overdue(file, timeoutMs)));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: limit.signal,
    lift() {
      disarm();
      signal.removeEventListener('abort', onAbort);
    },
  };
}

function overdue(file: string, timeoutMs: number): MoverError {
  return new MoverError(`not done within ${timeoutMs / 1000} s`, { kind: 'timed-out', file });
}
