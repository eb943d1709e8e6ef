import { PilotError } from '@panda-pilot/core';
import type { DirectoryUse } from '../sampler/directory-tree.ts';

export interface WorkDirectoryDeps {
  readonly workDirBytes: number;
  readonly directory: (signal: AbortSignal) => AsyncIterable<DirectoryUse>;
}

/** Resolves with USER_DIR_TOO_LARGE when what is in the work directory and the payload's TMPDIR takes more than `workDirBytes` on the disk. */
export async function watchWorkDirectory(
  { workDirBytes, directory }: WorkDirectoryDeps,
  signal: AbortSignal,
): Promise<PilotError | undefined> {
  for await (const { sizeBytes, files } of directory(signal)) {
    if (sizeBytes <= workDirBytes) continue;
    return new PilotError('USER_DIR_TOO_LARGE', `${sizeBytes} bytes in ${files} files (limit ${workDirBytes})`, {
      details: { sizeBytes, files, limitBytes: workDirBytes },
    });
  }
  return undefined;
}
