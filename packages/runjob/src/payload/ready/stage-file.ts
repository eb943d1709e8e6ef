import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PilotError } from '@panda-pilot/core';
import type { JobDirectory } from '../../state/workdir.ts';

/**
 * Writes a file of ours for the payload into the staging directory, never through a link that a step of the payload has
 * left: what is there is removed first. Rejects with FILE_HANDLING_FAILURE.
 */
export async function stageFile(
  { staging }: JobDirectory,
  name: string,
  { text, mode }: { readonly text: string; readonly mode: number },
): Promise<void> {
  const path = join(staging, name);
  try {
    await rm(path, { force: true, recursive: true });
    await writeFile(path, text, { flag: 'wx', mode });
  } catch (error) {
    throw new PilotError('FILE_HANDLING_FAILURE', `${basename(path)} could not be written`, { cause: error });
  }
}
