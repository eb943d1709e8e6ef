import type { Logger } from '@panda-pilot/core';
import { boundedCall } from '../time/bounded-call.ts';
import type { Clock } from '../time/clock.ts';
import type { CallOptions, Mover, Receipt, TransferOptions } from '../contract/mover.ts';
import { checksumTimeoutMs } from '../time/timeout.ts';
import type { Rates } from '../time/rates.ts';
import { watchGrowth } from '../time/growth.ts';
import { type Pulse, watchForStall } from '../time/stall.ts';
import type { Gate } from '../time/gate.ts';
import type { TransferEvent } from './staging.ts';
import type { TransferLimits } from './transfer-limits.ts';

/** What all transfers of one call of the engine share. */
export interface TransferContext {
  /** Loads each copytool once. */
  readonly movers: (copytool: string) => Promise<Mover>;
  readonly limits: TransferLimits;
  readonly rates: Rates;
  readonly clock: Clock;
  readonly random: () => number;
  /** For questions to movers that do not gather them. */
  readonly gate: Gate;
  /** For transfers that leave their batch. */
  readonly lane: Gate;
  /** Of one transfer; shared by those that one process makes. */
  readonly pulse: () => Pulse;
  readonly logger: Logger;
  readonly onEvent: (event: TransferEvent) => void;
  readonly signal: AbortSignal;
}

/** What a mover is asked about. */
export interface Subject {
  readonly mover: Mover;
  readonly url: URL;
  /** Bytes that the storage may have to read for its answer. */
  readonly readBytes?: number;
}

/** Calls a mover's stat, checksum or remove within the limits; its time begins when its turn has come. */
export function ask<T>(
  context: TransferContext,
  { mover, url, readBytes = 0 }: Subject,
  call: (options: CallOptions) => Promise<T>,
): Promise<T> {
  const { gate, limits, logger, signal } = context;
  const timeoutMs = checksumTimeoutMs(limits.callTimeoutMs, readBytes);
  const bounds = { signal, timeoutMs, graceMs: limits.graceMs, file: url.href };
  const bounded = () => boundedCall(bounds, (signal) => call({ signal, timeoutMs: bounds.timeoutMs, logger }));
  return mover.features.gathersQuestions === true ? bounded() : gate(bounded);
}

export interface Movement extends Pick<TransferOptions, 'expected' | 'about' | 'onProgress'> {
  readonly url: URL;
  readonly totalBytes: number | undefined;
  /** Local file that grows while bytes arrive: what has arrived is seen there, whatever the tool tells. */
  readonly growing?: string;
}

/** Calls a mover's get or put within the time that so many bytes may take, and ends one that stands still. */
export function move(
  context: TransferContext,
  movement: Movement,
  call: (options: TransferOptions) => Promise<Receipt>,
): Promise<Receipt> {
  return context.lane(() => moveAtOnce(context, movement, call));
}

async function moveAtOnce(
  context: TransferContext,
  { url, totalBytes, growing, ...options }: Movement,
  call: (options: TransferOptions) => Promise<Receipt>,
): Promise<Receipt> {
  const { limits, rates, clock, logger, signal } = context;
  const timeoutMs = limits.transferTimeoutMs(totalBytes, rates.of(url.host));
  const stalled = new AbortController();
  const watch = watchForStall({
    pulse: context.pulse(),
    stallTimeoutMs: limits.stallTimeoutMs,
    file: url.href,
    onStall: (error) => stalled.abort(error),
  });
  const onProgress = (bytes: number): void => {
    watch.alive();
    options.onProgress?.(bytes);
  };
  // Most tools do not tell how far they are, and none tells it of each file of a batch.
  const unwatch = growing === undefined ? undefined : watchGrowth(growing, limits.progressIntervalMs, onProgress);
  const startedAt = clock.now();
  const bounds = {
    signal: AbortSignal.any([signal, stalled.signal]),
    timeoutMs,
    graceMs: limits.graceMs,
    file: url.href,
  };
  try {
    const receipt = await boundedCall(bounds, (bounded) =>
      call({ ...options, onProgress, signal: bounded, timeoutMs, logger }),
    );
    rates.note(url.host, receipt.bytes, clock.now() - startedAt);
    return receipt;
  } finally {
    unwatch?.();
    watch.lift();
  }
}

/** The same context for cleaning up, which an aborted job needs as well. */
export function unaborted(context: TransferContext): TransferContext {
  return { ...context, signal: new AbortController().signal };
}
