import { type Job, PilotError } from '@panda-pilot/core';
import type { FailedTransfer, StageInOutcome } from './staging.ts';

/** What stage-in means for the job. */
export type StageInVerdict =
  /** The payload can run; `skipped` are the inputs that it does without (`skipped.xml`). */
  | { readonly kind: 'go-on'; readonly skipped: readonly FailedTransfer[] }
  | { readonly kind: 'failed'; readonly error: PilotError };

/**
 * Whether a job may do without the input `lfn` when it is on tape: a user's may, but not without the libraries that it
 * brings along.
 */
export function isDispensable(lfn: string, { isAnalysis }: Pick<Job, 'isAnalysis'>): boolean {
  return isAnalysis && !lfn.includes('.lib.tgz');
}

/**
 * A user's job does without inputs that are on tape, as long as it has others; for production every input counts. The first
 * file that failed for another reason fails the job; NO_STAGED_FILES where only skipped ones are left.
 */
export function stageInVerdict(outcomes: readonly StageInOutcome[], job: Pick<Job, 'isAnalysis'>): StageInVerdict {
  const failed = outcomes.filter((outcome) => outcome.kind === 'failed');
  const missing = failed.find((outcome) => !(isDispensable(outcome.lfn, job) && isOnTape(outcome)));
  if (missing !== undefined) return { kind: 'failed', error: missing.error };
  if (failed.length === 0 || failed.length < outcomes.length) return { kind: 'go-on', skipped: failed };
  const [first] = failed;
  return {
    kind: 'failed',
    error: new PilotError('NO_STAGED_FILES', `all ${failed.length} inputs are on tape`, { cause: first?.error }),
  };
}

/** Its storages said so, and nothing else. */
function isOnTape({ failedAttempts }: FailedTransfer): boolean {
  return failedAttempts.length > 0 && failedAttempts.every(({ kind }) => kind === 'offline');
}
