import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { JobRun } from '../../job-run.ts';
import { remainingSteps } from '../../state/remaining-steps.ts';

/** Which of a job's inputs its payload gets, and how. */
export interface GivenInputs {
  /** Staged in by copying: those that are read where they are need not be brought to a replay. */
  readonly copied: readonly string[];
  /** The payload does without them. */
  readonly skipped: ReadonlySet<string>;
  /** Whether some are read where they are. */
  readonly inPlace: boolean;
}

/** To be called when stage-in is over. */
export function givenInputs({ assignment, directory, journal }: JobRun): GivenInputs {
  const { job } = assignment;
  const lfns = job.inputs.map(({ lfn }) => lfn);
  const { skipped } = remainingSteps(job, journal.events);
  const folders = [directory.staging, directory.work];
  const copied = lfns.filter((lfn) => folders.some((folder) => existsSync(join(folder, lfn))));
  return { copied, skipped, inPlace: lfns.some((lfn) => !copied.includes(lfn) && !skipped.has(lfn)) };
}
