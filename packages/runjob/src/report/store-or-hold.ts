import { isPilotError, isRecoverable, type PilotError } from '@panda-pilot/core';
import type { RunJobSettings } from '../state/assignment.ts';
import type { Verdict } from './verdict.ts';

/** What of a job decides whether it is held. */
interface StoringJob {
  readonly assignment: { readonly settings: Pick<RunJobSettings, 'mayHold'> };
  readonly verdict: Verdict;
}

/** Runs the storing of what a payload has made: a PilotError that it rejects with is a file that could not be stored. */
export async function storeOrHold(run: StoringJob, phase: () => Promise<void>): Promise<void> {
  try {
    await phase();
  } catch (error) {
    if (!isPilotError(error)) throw error;
    couldNotStore(run, error);
  }
}

/**
 * An output or the log of a job could not be stored. The job is held for a later pilot, where the agent sees to that,
 * if the storage may take the file later, or there was no time left for it; otherwise the job has failed.
 */
export function couldNotStore({ assignment, verdict }: StoringJob, error: PilotError): void {
  if (assignment.settings.mayHold && mayPass(error)) verdict.hold(error);
  else verdict.fail(error);
}

/** What the table calls recoverable, and what ended the storing before its end; a job that the server has killed is over. */
function mayPass({ errorName }: PilotError): boolean {
  return isRecoverable(errorName) || outOfTime.has(errorName);
}

const outOfTime: ReadonlySet<string> = new Set([
  'REACHED_MAX_TIME',
  'KILL_SIGNAL',
  'SIGTERM',
  'SIGINT',
  'SIGQUIT',
  'SIGXCPU',
  'SIGUSR1',
  'SIGSEGV',
  'SIGBUS',
  'LOST_JOB_NOT_FINISHED',
]);
