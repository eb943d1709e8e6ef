import { join } from 'node:path';
import { type OutputFile, PilotError } from '@panda-pilot/core';
import type { JobRun } from '../../job-run.ts';
import { lookAtOutput } from './payload-file.ts';

/**
 * Where a file of the payload's is read from to be stored; undefined for one that may be missing, and is. Rejects with
 * MISSING_OUTPUT_FILE, or a PilotError for one that must not be stored.
 */
export async function sourceOf(
  { directory, place }: JobRun,
  { lfn, optional }: Pick<OutputFile, 'lfn' | 'optional'>,
): Promise<string | undefined> {
  const look = lookAtOutput(join(directory.work, lfn));
  if (look === 'good') return await place.collect(lfn);
  if (look !== 'absent') throw look;
  if (optional) return undefined;
  throw new PilotError('MISSING_OUTPUT_FILE', lfn);
}
