import { z } from 'zod';
import { readOwnFile } from '../state/own-file.ts';
import { parseJson } from '../state/parse-json.ts';
import type { JobDirectory } from '../state/workdir.ts';
import { type Masks, masksFor } from './masks.ts';

const assignmentSchema = z.object({ job: z.object({ secrets: z.unknown().optional() }) });

/**
 * Hide the secrets of the owner of the job that is described in a directory; nothing where it is not, or where whoever
 * asks may not read it.
 */
export function masksOfJob({ assignment }: Pick<JobDirectory, 'assignment'>): Masks {
  try {
    const secrets = assignmentSchema.safeParse(parseJson(readOwnFile(assignment))).data?.job.secrets;
    return masksFor(secrets === undefined || typeof secrets === 'string' ? secrets : JSON.stringify(secrets));
  } catch {
    return masksFor(undefined);
  }
}
