import { type Stats, lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { PilotError } from '@panda-pilot/core';

/**
 * Looks at what the payload left under an output's name in its work directory. Hostile until proved good: a regular file of the work
 * directory's own account, with one link, so that it cannot be somebody else's under a second name, in a directory that is one and no
 * way to another. A PilotError says why a file that is there is not stored.
 */
export function lookAtOutput(path: string): 'good' | 'absent' | PilotError {
  const work = lookAt(dirname(path));
  if (!(work instanceof Object) || work instanceof PilotError) return work;
  if (!work.isDirectory()) return refused(`${dirname(path)} is ${kindOf(work)}, not the work directory`);
  const stat = lookAt(path);
  if (!(stat instanceof Object) || stat instanceof PilotError) return stat;
  if (!stat.isFile()) return refused(`${path} is ${kindOf(stat)}, not a regular file`);
  if (stat.nlink > 1) return refused(`${path} has ${stat.nlink} links: it may be a file of somebody else`);
  if (stat.uid !== work.uid)
    return refused(`${path} belongs to account ${stat.uid}, the work directory to ${work.uid}`);
  return 'good';
}

function lookAt(path: string): Stats | 'absent' | PilotError {
  try {
    return lstatSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'absent';
    return new PilotError('FILE_HANDLING_FAILURE', path, { cause: error });
  }
}

function refused(why: string): PilotError {
  return new PilotError('FILE_HANDLING_FAILURE', why);
}

function kindOf(stat: Stats): string {
  if (stat.isSymbolicLink()) return 'a symbolic link';
  if (stat.isDirectory()) return 'a directory';
  if (stat.isFIFO()) return 'a FIFO';
  return 'a special file';
}
