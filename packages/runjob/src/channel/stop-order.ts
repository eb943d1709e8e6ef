import type { PilotError } from '@panda-pilot/core';

/** The order to stop a job, from its agent, from a signal, or because nobody waits for it any more. The first order counts. */
export interface StopOrder {
  /** Aborted, with the PilotError as reason, as soon as a stop is ordered: stage-in and payload end. */
  readonly signal: AbortSignal;
  /**
   * For storing outputs. It outlives the order by the grace, for what a good payload has made is worth the slot's last seconds; a kill
   * by the server ends it at once.
   */
  readonly storingSignal: AbortSignal;
  /**
   * A new signal for storing the log, which every job owes: aborted when the grace, or a share of it, has passed since
   * both order and call.
   */
  logSignal(shareOfGrace?: number): AbortSignal;
  order(cause: PilotError): void;
  /** Ends stage-in and payload alone: what is stored afterwards has all its time, unless an order comes. */
  endPayload(cause: PilotError): void;
  /** Calls `listener`, also for an order that was given before. Once the payload is over an order no longer fails the job. */
  whenOrdered(listener: (cause: PilotError) => void): void;
  payloadIsOver(): void;
}

/** No order yet; `graceMs` is what outputs have left once there is one. */
export function createStopOrder(graceMs: number): StopOrder {
  const stopping = new AbortController();
  const hurrying = new AbortController();
  const storing = new AbortController();
  const listeners: ((cause: PilotError) => void)[] = [];
  let cause: PilotError | undefined;
  let payloadOver = false;
  return {
    signal: stopping.signal,
    storingSignal: storing.signal,
    logSignal(shareOfGrace = 1) {
      const log = new AbortController();
      whenAborted(hurrying.signal, () => abortAfter(log, shareOfGrace * graceMs, hurrying.signal.reason));
      return log.signal;
    },
    order(given) {
      if (cause !== undefined) return;
      cause = given;
      if (!payloadOver) for (const listener of listeners) listener(given);
      stopping.abort(given);
      hurrying.abort(given);
      abortAfter(storing, given.errorName === 'PANDA_KILL' ? 0 : graceMs, given);
    },
    endPayload(given) {
      if (payloadOver || stopping.signal.aborted) return;
      for (const listener of listeners) listener(given);
      stopping.abort(given);
    },
    whenOrdered(listener) {
      listeners.push(listener);
      if (cause !== undefined && !payloadOver) listener(cause);
    },
    payloadIsOver() {
      payloadOver = true;
    },
  };
}

function whenAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}

function abortAfter(controller: AbortController, delayMs: number, reason: unknown): void {
  setTimeout(() => controller.abort(reason), delayMs).unref();
}
