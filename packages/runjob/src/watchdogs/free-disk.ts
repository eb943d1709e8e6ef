import { statfs } from 'node:fs/promises';
import { PilotError } from '@panda-pilot/core';
import { createBeats } from '../sampler/beats.ts';
import { createForesight } from './foresight.ts';

export interface FreeDiskDeps {
  readonly freeDiskBytes: number;
  readonly filePeriodMs: number;
  /** A directory on the disk. */
  readonly directory: string;
}

/** Resolves with NO_LOCAL_SPACE when less than `freeDiskBytes` is left for us on the disk. */
export async function watchFreeDisk(
  { freeDiskBytes, filePeriodMs, directory }: FreeDiskDeps,
  signal: AbortSignal,
): Promise<PilotError | undefined> {
  const beats = createBeats(filePeriodMs, signal);
  const dueIn = createForesight(-freeDiskBytes);
  for await (const _ of beats) {
    const { blocks, bavail, bsize } = await statfs(directory);
    beats.within(dueIn(-bavail * bsize));
    // A file system that does not count its blocks says 0 of 0.
    if (blocks === 0 || bavail * bsize >= freeDiskBytes) continue;
    const freeBytes = bavail * bsize;
    return new PilotError('NO_LOCAL_SPACE', `${freeBytes} bytes are free (limit ${freeDiskBytes})`, {
      details: { freeBytes, limitBytes: freeDiskBytes },
    });
  }
  return undefined;
}
