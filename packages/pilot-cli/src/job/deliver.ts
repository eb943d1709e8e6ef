import { type JobUpdate, type PandaClient, isAcknowledged, isPandaServerError } from '@panda-pilot/panda-client';
import type { Logger } from '@panda-pilot/core';
import { createBackOff } from '../back-off.ts';

/** Whether the server has the final update. `undelivered`: it stays owed; the next pilot sends it. */
export type DeliveryResult =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'undelivered'; readonly reason: Error };

/**
 * Sends a final update until the server has acknowledged it, a repetition cannot help, or patience ends. Repeating is safe: the server
 * answers `alreadydone`, and `tobekilled` once it has archived the job; both mean done. Never rejects for what the server does.
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
  const backOff = createBackOff(500, 120_000);
  for (;;) {
    try {
      const answer = await client.updateJob(update);
      if (isAcknowledged(answer, { final: true })) return { kind: 'acknowledged' };
      throw new Error('the server has not acknowledged the final update');
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      const hopeless = !isPandaServerError(error) || !error.retryable || performance.now() > giveUpAt;
      if (hopeless || bounds.stop?.aborted === true) return { kind: 'undelivered', reason };
      bounds.onTried?.();
      bounds.logger.warn({ err: error, jobId: update.jobId }, 'the final update did not get through; sending it again');
    }
    try {
      await backOff.wait(bounds.stop);
    } catch {
      continue; // told to stop: one last try at once, then it is left to the next pilot
    }
  }
}
