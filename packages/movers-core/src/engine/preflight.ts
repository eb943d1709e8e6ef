import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PilotError, reasonOf } from '@panda-pilot/core';
import { ensureDirectory } from '@panda-pilot/lease';
import { moverErrorFrom } from '../contract/errno.ts';
import { inOwnDirectory } from '../local/own-directory.ts';
import { removeOrphans } from '../local/remains.ts';
import type { StageInRequest } from './staging.ts';

/** What stage-in must fit into. */
export interface Room {
  /** Of all inputs together (`maxinputsize`); 0 or undefined: no limit. */
  readonly maxInputSizeMb: number | undefined;
  /** Free bytes of the disk that holds `directory`. */
  readonly freeSpace: (directory: string) => Promise<number>;
}

/**
 * Why these inputs are not even begun: too large together, or larger than the disk is free. `requests` are those that are
 * not there yet; sizes that nobody knows count as nothing. Makes the directories that they go to. Undefined: go on.
 */
export async function refuseInputs(requests: readonly StageInRequest[], room: Room): Promise<PilotError | undefined> {
  const tooLarge = refuseTotal(requests, room.maxInputSizeMb);
  if (tooLarge !== undefined) return tooLarge;
  for (const [directory, bytes] of bytesByDirectory(requests)) {
    const refused = await refuseDirectory(directory, bytes, room);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function refuseTotal(requests: readonly StageInRequest[], maxInputSizeMb: number | undefined): PilotError | undefined {
  const bytes = totalBytes(requests);
  if (maxInputSizeMb === undefined || maxInputSizeMb === 0 || bytes <= maxInputSizeMb * bytesPerMb) return undefined;
  const particulars = `${requests.length} inputs have ${bytes} bytes, the queue allows ${maxInputSizeMb} MB`;
  return new PilotError('SIZE_TOO_LARGE', particulars, { details: { bytes, maxInputSizeMb } });
}

/** `maxinputsize` counts binary megabytes, as pilot 1 did. */
const bytesPerMb = 1024 * 1024;

async function refuseDirectory(directory: string, bytes: number, room: Room): Promise<PilotError | undefined> {
  try {
    await ensureDirectory(directory);
    // Asking (access) is not trying: it answers for the real user, and knows nothing of quotas and squashed roots.
    await inOwnDirectory(directory, () => Promise.resolve());
    await removeOrphans(directory);
    const freeBytes = await room.freeSpace(directory);
    if (bytes <= freeBytes) return undefined;
    const particulars = `${directory} has ${freeBytes} bytes free, the inputs need ${bytes}`;
    return new PilotError('NO_LOCAL_SPACE', particulars, { details: { directory, freeBytes, bytes } });
  } catch (error) {
    const full = moverErrorFrom(error, directory).kind === 'no-space';
    const particulars = `no inputs can be put there: ${reasonOf(error, directory)}`;
    return new PilotError(full ? 'NO_LOCAL_SPACE' : 'MKDIR', particulars, { cause: error, details: { directory } });
  }
}

/** Free bytes, for this user, of the disk that holds `directory`. */
export async function freeSpaceOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

function bytesByDirectory(requests: readonly StageInRequest[]): ReadonlyMap<string, number> {
  const directories = new Set(requests.map(({ destination }) => dirname(destination)));
  return new Map(
    [...directories].map((directory) => [
      directory,
      totalBytes(requests.filter(({ destination }) => dirname(destination) === directory)),
    ]),
  );
}

function totalBytes(requests: readonly StageInRequest[]): number {
  return requests.reduce((sum, { file }) => sum + (file.sizeBytes ?? 0), 0);
}
