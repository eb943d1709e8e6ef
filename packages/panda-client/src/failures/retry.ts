import { setTimeout as sleep } from 'node:timers/promises';
import { isPandaServerError, type PandaServerError, type ServerErrorKind } from './panda-server-error.ts';

/** How often and how long. */
export interface RetryOptions {
  /** No try begins later than this after the first. */
  readonly patienceMs: number;
  /** Ends the waiting; the call is given its own. */
  readonly signal?: AbortSignal;
  /** Hears of each failure that another try follows, and of the wait before it. */
  readonly onRetry?: (failure: PandaServerError, waitMs: number) => void;
  /** From 0 to 1. */
  readonly random?: () => number;
}

/**
 * Makes a call until it goes through. Rejects with the call's own failure when that is no PandaServerError, when a
 * repetition cannot help, or when patience is over; with `signal.reason` when aborted. Not for a job's critical path,
 * and not for `acquireJobs` after an answer was lost, unless the job may be.
 */
export async function withRetries<Answer>(call: () => Promise<Answer>, options: RetryOptions): Promise<Answer> {
  const { patienceMs, signal, onRetry, random } = options;
  const startedAt = performance.now();
  for (let failures = 1; ; failures += 1) {
    signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      const waitMs = isPandaServerError(error) ? retryDelayMs(error, failures, random) : undefined;
      if (!isPandaServerError(error) || waitMs === undefined) throw error;
      if (performance.now() - startedAt + waitMs > patienceMs) throw error;
      onRetry?.(error, waitMs);
      await waiting(waitMs, signal);
    }
  }
}

/**
 * How long to wait after the `failures`-th failure in a row, ms; undefined when a repetition cannot help. Doubles from
 * try to try up to a bound that the kind of failure sets, give or take half, so that a thousand pilots do not come at
 * once; never less than the server asks for.
 */
export function retryDelayMs(
  { kind, retryable, retryAfterSeconds = 0 }: PandaServerError,
  failures: number,
  random: () => number = Math.random,
): number | undefined {
  if (!retryable) return undefined;
  const { firstMs, mostMs } = paces[kind] ?? ordinary;
  const waitMs = Math.min(firstMs * 2 ** Math.min(failures - 1, 30), mostMs) * (0.5 + random());
  return Math.max(waitMs, Math.min(retryAfterSeconds, longestAskedSeconds) * 1000);
}

interface Pace {
  readonly firstMs: number;
  readonly mostMs: number;
}

const ordinary: Pace = { firstMs: 1000, mostMs: 120_000 };

const paces: Readonly<Partial<Record<ServerErrorKind, Pace>>> = {
  // One server of several, or one that restarts: the next try is likely to go through.
  'connection-lost': { firstMs: 500, mostMs: 60_000 },
  http: { firstMs: 500, mostMs: 120_000 },
  // The call itself has waited long already.
  'timed-out': { firstMs: 500, mostMs: 60_000 },
  // Somebody has put something else in the server's place, such as a page about maintenance.
  'bad-answer': { firstMs: 2000, mostMs: 300_000 },
  // A database recovers from fewer calls.
  database: { firstMs: 2000, mostMs: 240_000 },
  'time-out-status': { firstMs: 2000, mostMs: 240_000 },
};

const longestAskedSeconds = 600;

async function waiting(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(waitMs, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : error;
  }
}
