import { createTimeLimit } from './time-limit.ts';
import { armDeadline } from './timeout.ts';

export interface CallBounds {
  readonly signal: AbortSignal;
  /** The mover is told the same; it is stopped from outside only when it does not keep to it. */
  readonly timeoutMs: number;
  /** Given to a mover twice: to notice its timeout by itself, and to end once it is stopped. */
  readonly graceMs: number;
  /** For the error. */
  readonly file: string;
}

/**
 * Runs one call of a mover so that it ends, whatever the mover does: a call that neither keeps its timeout nor heeds its
 * signal is abandoned. Rejects with `signal.reason` once aborted, with `timed-out` when the time is up, else as the call does.
 */
export async function boundedCall<T>(bounds: CallBounds, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, timeoutMs, graceMs, file } = bounds;
  signal.throwIfAborted();
  const limit = createTimeLimit({ signal, timeoutMs: timeoutMs + graceMs }, file);
  let disarm = (): void => undefined;
  const abandoned = new Promise<never>((_resolve, reject) => {
    limit.signal.addEventListener('abort', () => {
      disarm = armDeadline(graceMs, () => reject(limit.signal.reason));
    });
  });
  try {
    return await Promise.race([call(limit.signal), abandoned]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    limit.lift();
    disarm();
  }
}
