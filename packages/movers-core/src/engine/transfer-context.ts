import type { Logger } from '@panda-pilot/core';
import { boundedCall } from '../time/bounded-call.ts';
import type { Clock } from '../time/clock.ts';
import type { CallOptions, Mover, TransferOptions } from '../contract/mover.ts';
import type { TransferEvent } from './staging.ts';
import type { TransferLimits } from './transfer-limits.ts';

/** What all transfers of one call of the engine share. */
export interface TransferContext {
  /** Loads each copytool once. */
  readonly movers: (copytool: string) => Promise<Mover>;
  readonly limits: TransferLimits;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly onEvent: (event: TransferEvent) => void;
  readonly signal: AbortSignal;
}

/** Calls a mover's stat, checksum or remove within the limits. */
export function ask<T>(context: TransferContext, url: URL, call: (options: CallOptions) => Promise<T>): Promise<T> {
  const { limits, logger, signal } = context;
  const bounds = { signal, timeoutMs: limits.callTimeoutMs, graceMs: limits.graceMs, file: url.href };
  return boundedCall(bounds, (signal) => call({ signal, timeoutMs: bounds.timeoutMs, logger }));
}

export interface Movement extends Pick<TransferOptions, 'expected' | 'about' | 'onProgress'> {
  readonly url: URL;
  readonly totalBytes: number | undefined;
}

/** Calls a mover's get or put within the time that so many bytes may take. */
export function move<T>(
  context: TransferContext,
  { url, totalBytes, ...options }: Movement,
  call: (options: TransferOptions) => Promise<T>,
): Promise<T> {
  const { limits, logger, signal } = context;
  const timeoutMs = limits.transferTimeoutMs(totalBytes);
  const bounds = { signal, timeoutMs, graceMs: limits.graceMs, file: url.href };
  return boundedCall(bounds, (signal) => call({ ...options, signal, timeoutMs, logger }));
}

/** The same context for cleaning up, which an aborted job needs as well. */
export function unaborted(context: TransferContext): TransferContext {
  return { ...context, signal: new AbortController().signal };
}
