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
import type { AgentTimes } from '../context.ts';

/** Whether the server has the final update. `undelivered`: it stays owed; the next pilot sends it. */
export type DeliveryResult =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'undelivered'; readonly reason: Error };

/**
 * Sends a final update until the server has acknowledged it, a repetition cannot help, or patience ends. Repeating is
 * safe: the server answers `alreadydone`, and `tobekilled` once it has archived the job; both mean done. Once told to
 * stop it tries a last time, at once, and leaves the rest to the next pilot. Never rejects for what the server does.
 */
export async function deliver(
  client: Pick<PandaClient, 'updateJob'>,
  update: JobUpdate,
  bounds: Pick<AgentTimes, 'reportPatienceMs' | 'refusedCredentialMs'> & {
    readonly logger: Logger;
    readonly stop?: AbortSignal;
    readonly onTried?: () => void;
  },
): Promise<DeliveryResult> {
  const giveUpAt = performance.now() + bounds.reportPatienceMs;
  let refusedSince = Infinity;
  let owed = update;
  for (let failures = 1; ; failures += 1) {
    try {
      const answer = await client.updateJob(owed);
      if (isAcknowledged(answer, { final: true })) return { kind: 'acknowledged' };
      throw new Error('the server has not acknowledged the final update');
    } catch (error) {
      if (isTooLarge(error) && owed === update) {
        bounds.logger.warn(
          { jobId: update.jobId },
          'the server takes no update as large as this: metadata and log extract are left out',
        );
        owed = smaller(update);
        continue;
      }
      const reason = error instanceof Error ? error : new Error(String(error));
      refusedSince = isPandaServerError(error, 'denied') ? Math.min(refusedSince, performance.now()) : Infinity;
      const waitMs = waitAfter(error, failures);
      const leaveAt = Math.min(giveUpAt, refusedSince + bounds.refusedCredentialMs);
      const isOver = waitMs === undefined || performance.now() + waitMs > leaveAt;
      if (isOver || bounds.stop?.aborted === true) return { kind: 'undelivered', reason };
      bounds.onTried?.();
      bounds.logger.warn({ err: error, jobId: update.jobId }, 'the final update did not get through; sending it again');
      await waiting(waitMs, bounds.stop);
    }
  }
}

/** Web servers before PanDA refuse what is larger than they were told, some from a megabyte on, and no repetition changes that. */
function isTooLarge(error: unknown): boolean {
  return isPandaServerError(error, 'http') && error.status === 413;
}

/** The end of the job and its files without which the server does not know it, and nothing else. */
function smaller({ metadata: _metadata, stdout: _stdout, pilotLog: _pilotLog, ...essential }: JobUpdate): JobUpdate {
  return essential;
}

/** A server that is back hears of every job within this time. */
const longestMs = 30_000;

/** What the server has understood, and does not want: it will not want it later. */
const final: ReadonlySet<ServerErrorKind> = new Set(['refused', 'invalid-state', 'missing', 'other-status']);

/**
 * Undefined when a repetition cannot help. What helps no other call may help here, for this one is owed: a credential
 * that is refused may be renewed meanwhile, and whoever answers in the server's place, in whatever words, may go.
 */
function waitAfter(error: unknown, failures: number): number | undefined {
  const usualMs = 500 * 2 ** Math.min(failures, 10) * (0.5 + Math.random());
  if (isFileError(error)) return Math.min(usualMs, longestMs);
  if (!isPandaServerError(error) || final.has(error.kind)) return undefined;
  const waitMs = retryDelayMs(error, failures) ?? usualMs;
  return error.retryAfterSeconds === undefined ? Math.min(waitMs, longestMs) : waitMs;
}

/** Where Harvester is told in the server's place: the disk that its file lies on may have room again. */
function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** Over sooner when told to stop. */
async function waiting(ms: number, stop: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, stop === undefined ? {} : { signal: stop }).catch(() => undefined);
}
