import type { BigIntStats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { reasonOf } from '@panda-pilot/core';
import { hasCode } from '../read-bounded-file.ts';
import type { Exposure } from './exposure.ts';

/** As whom the payload runs, and what it can see: what its launcher guarantees, never what it merely intends. */
export interface PayloadReach {
  /** The user that it runs as. Absent: the pilot's own. */
  readonly uid?: number;
  /** Directories that it can see: `['/']` unless a mount namespace hides the rest. */
  readonly visible: readonly string[];
}

/** Which of `files` a payload of that reach can read. What cannot be told counts as readable. A file that does not exist is not. */
export async function fileExposures(files: readonly string[], reach: PayloadReach): Promise<readonly Exposure[]> {
  const visible = await Promise.all(reach.visible.map(resolved));
  const exposures = await Promise.all(files.map((path) => fileExposure(path, { ...reach, visible })));
  return exposures.flatMap((one) => one ?? []);
}

async function fileExposure(path: string, reach: PayloadReach): Promise<Exposure | undefined> {
  try {
    const real = await realpath(path);
    const status = await stat(real, { bigint: true });
    const isVisible = reach.visible.some((directory) => isWithin(real, directory) || isWithin(path, directory));
    // A second name may be anywhere.
    const isReachable = isVisible || (status.nlink > 1n && reach.visible.length > 0);
    if (!isReachable || !isReadable(status, reach)) return undefined;
    const why = isVisible ? 'can be read by the payload' : 'has another name, which the payload may see';
    return { kind: 'file', where: path, why };
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    return { kind: 'unchecked', where: path, why: `cannot be looked at: ${reasonOf(error, path)}` };
  }
}

/** Rights of groups and others count whoever the payload is: groups change, and directories above are somebody else's to keep shut. */
function isReadable({ uid, mode }: BigIntStats, reach: PayloadReach): boolean {
  const isOwner = reach.uid === undefined || reach.uid === 0 || BigInt(reach.uid) === uid;
  return isOwner || (mode & 0o077n) !== 0n;
}

/** True when `path` is `directory` or below it. */
export function isWithin(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way === '' || (way !== '..' && !way.startsWith('../') && !isAbsolute(way));
}

/** The directory without symbolic links; as it is when there is none. */
async function resolved(directory: string): Promise<string> {
  try {
    return await realpath(directory);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return directory;
    throw error;
  }
}
