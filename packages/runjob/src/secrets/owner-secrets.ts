import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobRun } from '../job-run.ts';
import { stageFile } from '../payload/ready/stage-file.ts';
import { secretsFile } from './secrets-file.ts';

/** The search for what a payload has made of them may take so long. */
const searchMs = 60_000;

/**
 * Gives the payload the secrets of its owner, if the job has any: as the server sent them, for its account only. To be
 * called right before something of it starts. Rejects with a PilotError.
 */
export async function handSecrets(run: JobRun): Promise<void> {
  const { secrets } = run.assignment.job;
  if (secrets === undefined) return;
  await stageFile(run.directory, secretsFile, { text: secrets, mode: 0o600 });
  await run.place.handOver();
}

/**
 * Takes them away again: to be called when a part of the payload has ended, before anybody else may look. When it is
 * `over`, also what wrappers have moved or made of them. Never rejects: what cannot be removed goes with the directory
 * of the job, and is never packed.
 */
export async function withdrawSecrets(run: JobRun, payload: 'between-parts' | 'over'): Promise<void> {
  const { assignment, directory, env, logger, place } = run;
  if (assignment.job.secrets === undefined) return;
  const what =
    payload === 'over' ? ['-maxdepth', '2', '-name', 'panda_secrets.*'] : ['-maxdepth', '1', '-name', secretsFile];
  const bounds = {
    path: env['PATH'] ?? '',
    timeoutMs: searchMs,
    maxOutputBytes: 4096,
    signal: new AbortController().signal,
  };
  try {
    await rm(join(directory.staging, secretsFile), { force: true });
    if (payload === 'between-parts' && directory.staging === directory.work) return;
    await place.examine(['find', directory.work, ...what, '-delete'], bounds);
  } catch (error) {
    logger.warn({ err: error }, 'secrets of the owner may be left until the directory of the job is removed');
  }
}
