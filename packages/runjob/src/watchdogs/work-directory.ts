import { PilotError } from '@panda-pilot/core';
import type { DirectoryUse } from '../sampler/directory-tree.ts';
import { createForesight } from './foresight.ts';

export interface WorkDirectoryDeps {
  readonly workDirBytes: number;
  readonly directory: (signal: AbortSignal) => AsyncIterable<DirectoryUse>;
  /** Asks for the next look in so many milliseconds at the latest. */
  readonly lookWithin: (ms: number) => void;
}

/**
 * Resolves with USER_DIR_TOO_LARGE when what is in the work directory and the payload's TMPDIR takes more than
 * `workDirBytes` on the disk.
 */
export async function watchWorkDirectory(
  { workDirBytes, directory, lookWithin }: WorkDirectoryDeps,
  signal: AbortSignal,
): Promise<PilotError | undefined> {
  const dueIn = createForesight(workDirBytes);
  for await (const { sizeBytes, files } of directory(signal)) {
    lookWithin(dueIn(sizeBytes));
    if (sizeBytes <= workDirBytes) continue;
    return new PilotError('USER_DIR_TOO_LARGE', `${sizeBytes} bytes in ${files} files (limit ${workDirBytes})`, {
      details: { sizeBytes, files, limitBytes: workDirBytes },
    });
  }
  return undefined;
}
