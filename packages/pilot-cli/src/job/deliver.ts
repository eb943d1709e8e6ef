import { setTimeout as sleep } from 'node:timers/promises';
import {
  type JobUpdate,
  type PandaClient,
  type ServerErrorKind,
  isAcknowledged,
  isPandaServerError,
  retryDelayMs,
} from '@panda-pilot/panda-client';
import type { Logger } from '@panda-pilot/core';

/** Whether the server has the final update. `undelivered`: it stays owed; the next pilot sends it. */
export type DeliveryResult =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'undelivered'; readonly reason: Error };

/**
 * Sends a final update until the server has acknowledged it, a repetition cannot help, or patience ends. Repeating is safe: the server
 * answers `alreadydone`, and `tobekilled` once it has archived the job; both mean done. Once told to stop it tries a last time, at once, and
 * leaves the rest to the next pilot. Never rejects for what the server does.
 */
export async function deliver(
  client: Pick<PandaClient, 'updateJob'>,
  update: JobUpdate,
  bounds: {
    readonly patienceMs: number;
    readonly logger: Logger;
    readonly stop?: AbortSignal;
    readonly onTried?: () => void;
  },
): Promise<DeliveryResult> {
  const giveUpAt = performance.now() + bounds.patienceMs;
  for (let failures = 1; ; failures += 1) {
    try {
      const answer = await client.updateJob(update);
      if (isAcknowledged(answer, { final: true })) return { kind: 'acknowledged' };
      throw new Error('the server has not acknowledged the final update');
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      const waitMs = waitAfter(error, failures);
      const isOver = waitMs === undefined || performance.now() + waitMs > giveUpAt;
      if (isOver || bounds.stop?.aborted === true) return { kind: 'undelivered', reason };
      bounds.onTried?.();
      bounds.logger.warn({ err: error, jobId: update.jobId }, 'the final update did not get through; sending it again');
      await waiting(waitMs, bounds.stop);
    }
  }
}

/** A server that is back hears of every job within this time. */
const longestMs = 30_000;

/** What the server has understood, and does not want: it will not want it later. */
const final: ReadonlySet<ServerErrorKind> = new Set(['refused', 'invalid-state', 'missing', 'other-status']);

/**
 * Undefined when a repetition cannot help. What helps no other call may help here, for this one is owed: a credential that is refused may be renewed
 * meanwhile, and whoever answers in the server's place, in whatever words, may go.
 */
function waitAfter(error: unknown, failures: number): number | undefined {
  if (!isPandaServerError(error) || final.has(error.kind)) return undefined;
  const waitMs = retryDelayMs(error, failures) ?? 500 * 2 ** Math.min(failures, 10) * (0.5 + Math.random());
  return error.retryAfterSeconds === undefined ? Math.min(waitMs, longestMs) : waitMs;
}

/** Over sooner when told to stop. */
async function waiting(ms: number, stop: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, stop === undefined ? {} : { signal: stop }).catch(() => undefined);
}
