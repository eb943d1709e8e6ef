import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, resolve } from 'node:path';
import { PilotError } from '@panda-pilot/core';

/** A part of the payload, ready to be started. */
export interface PayloadCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/** Where a program is looked for. */
export interface ProgramPlaces {
  readonly work: string;
  /** A PATH; its relative entries are passed over. */
  readonly path: string;
  /** Directories that come before the work directory; relative ones are below it. */
  readonly folders?: readonly string[];
  /** The set-up of the software may have the program, or an image that the payload runs in: what is not here may be there. */
  readonly elsewhere?: boolean;
  /** The script that sets the software up and becomes the command. */
  readonly setUp?: string | undefined;
}

/**
 * What to execute for the words of a part. A program with a slash is a path (below the work directory when relative); a
 * bare name is looked for in the work directory, then on the payload's PATH. Rejects with TRANSFORM_NOT_FOUND when
 * there is nothing, with PAYLOAD_EXECUTION_FAILURE when what is there cannot be executed.
 */
export async function payloadCommand(words: readonly string[], places: ProgramPlaces): Promise<PayloadCommand> {
  const [name = '', ...args] = words;
  if (name.includes('\0')) throw new PilotError('SETUP_FAILURE', 'transformation: a NUL character');
  const file = await findProgram(name, places);
  const { setUp } = places;
  return setUp === undefined ? { file, args } : { file: '/bin/bash', args: [...plainBash, setUp, file, ...args] };
}

/** Bash that reads nobody's start-up files. */
export const plainBash = ['--noprofile', '--norc'] as const;

async function findProgram(name: string, places: ProgramPlaces): Promise<string> {
  for (const file of candidates(name, places)) {
    if (await isFile(file)) {
      await assertExecutable(file);
      return file;
    }
  }
  if (places.elsewhere === true && name !== '') return name;
  throw new PilotError('TRANSFORM_NOT_FOUND', name, { details: { transformation: name } });
}

function candidates(name: string, { elsewhere = false, folders = [], path, work }: ProgramPlaces): readonly string[] {
  if (name.includes('/')) return [resolve(work, name)];
  const onPath = elsewhere ? [] : path.split(delimiter).filter((folder) => isAbsolute(folder));
  return [...folders, '.', ...onPath].map((folder) => resolve(work, folder, name));
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
