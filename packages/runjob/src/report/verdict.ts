import { type PilotError, isPilotError } from '@panda-pilot/core';
import type { PilotErrorRecord } from '../state/pilot-error-schema.ts';

/** The one owner of a job's verdict: the first cause of a failure wins and is never overwritten. */
export interface Verdict {
  /** The first cause; undefined while all is well. */
  readonly failure: PilotErrorRecord | undefined;
  /** Why a later pilot is to finish the job; undefined while nobody needs to, and once the job has failed. */
  readonly holding: PilotErrorRecord | undefined;
  fail(cause: PilotError): void;
  /** Something could not be stored for now. The first reason counts; a failure, before or after, counts more. */
  hold(reason: PilotError): void;
  /** Runs a phase. What it rejects with becomes the verdict, if there is none yet; a bug (no PilotError) is rejected again. */
  guard<T>(phase: () => Promise<T>): Promise<T | undefined>;
}

/** `onFirst` is told of the first cause before anything else happens. */
export function createVerdict(
  known: PilotErrorRecord | undefined,
  onFirst: (cause: PilotErrorRecord) => void,
): Verdict {
  let failure = known;
  let held: PilotErrorRecord | undefined;
  const fail = (cause: PilotError): void => {
    if (failure !== undefined) return;
    failure = cause.toJSON();
    onFirst(failure);
  };
  return {
    get failure() {
      return failure;
    },
    get holding() {
      return failure === undefined ? held : undefined;
    },
    fail,
    hold(reason) {
      held ??= reason.toJSON();
    },
    async guard(phase) {
      try {
        return await phase();
      } catch (error) {
        if (!isPilotError(error)) throw error;
        fail(error);
        return undefined;
      }
    },
  };
}
