import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { type Job, type JobStep, PilotError } from '@panda-pilot/core';
import { splitWords } from './split-words.ts';

/** One step of the payload, ready to be run. */
export interface PayloadCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * What to execute for `step`. A transformation with a slash is a path (below the work directory when relative); a bare name is looked
 * for in the work directory, then on the payload's PATH. Rejects with TRANSFORM_NOT_FOUND when there is nothing, with
 * PAYLOAD_EXECUTION_FAILURE when what is there cannot be executed.
 */
export async function payloadCommand(
  step: JobStep,
  place: { readonly work: string; readonly path: string },
): Promise<PayloadCommand> {
  const name = step.transformation;
  if (/^https?:\/\//.test(name)) {
    throw new PilotError('TRF_DOWNLOAD_FAILURE', `${name}: this pilot runs transformations from the disk only`);
  }
  if (name.includes('\0')) throw new PilotError('SETUP_FAILURE', 'transformation: a NUL character');
  const args = splitWords(step.parameters);
  const candidates = name.includes('/')
    ? [isAbsolute(name) ? name : join(place.work, name)]
    : [place.work, ...place.path.split(delimiter).filter((folder) => isAbsolute(folder))].map((folder) =>
        join(folder, name),
      );
  for (const file of candidates) {
    if (await isFile(file)) {
      await assertExecutable(file);
      return { file, args };
    }
  }
  throw new PilotError('TRANSFORM_NOT_FOUND', name, { details: { transformation: name } });
}

/**
 * The payload's whole environment: of the pilot's own only what names no credential and no pilot setting, then what PanDA payloads expect.
 */
export function payloadEnvironment(
  job: Job,
  place: { readonly env: Readonly<Record<string, string>>; readonly queue: string },
): Record<string, string> {
  const inherited = Object.fromEntries(Object.entries(place.env).filter(([name]) => mayInherit(name)));
  return {
    ...inherited,
    PandaID: String(job.pandaId),
    PanDA_TaskID: String(job.taskId ?? ''),
    PANDA_SITE_NAME: place.queue,
    ATHENA_PROC_NUMBER: String(job.limits.cores),
  };
}

const inheritable = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'TZ',
  'LD_LIBRARY_PATH',
  'X509_CERT_DIR',
  'X509_VOMS_DIR',
]);

function mayInherit(name: string): boolean {
  return inheritable.has(name) || /^(LC_|VO_|CVMFS_|ATLAS_|OSG_|FRONTIER_|APPTAINER_|SINGULARITY_)/.test(name);
}

/** For a payload that the system refuses to start: the table's hint would look into outputs that are not there. */
export const notRunnableHint =
  'For the user: the transformation needs its execute permission, and an interpreter that is on the node';

async function isFile(path: string): Promise<boolean> {
  try {
    return !(await stat(path)).isDirectory();
  } catch {
    return false; // absent, or out of reach: the next candidate
  }
}

async function assertExecutable(file: string): Promise<void> {
  try {
    await access(file, constants.X_OK);
  } catch (error) {
    throw new PilotError('PAYLOAD_EXECUTION_FAILURE', `${file} is not executable`, {
      cause: error,
      hint: notRunnableHint,
    });
  }
}
