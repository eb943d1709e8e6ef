import { type Stats, lstatSync } from 'node:fs';
import { PilotError } from '@panda-pilot/core';

/**
 * Looks at what the payload left under an output's name. Hostile until proved good: a regular file, with one link, so that it cannot be
 * somebody else's under a second name. A PilotError says why a file that is there is not stored.
 */
export function lookAtOutput(path: string): 'good' | 'absent' | PilotError {
  let stat: Stats;
  try {
    stat = lstatSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'absent';
    return new PilotError('FILE_HANDLING_FAILURE', path, { cause: error });
  }
  if (!stat.isFile()) return new PilotError('FILE_HANDLING_FAILURE', `${path} is ${kindOf(stat)}, not a regular file`);
  if (stat.nlink > 1)
    return new PilotError(
      'FILE_HANDLING_FAILURE',
      `${path} has ${stat.nlink} links: it may be a file of somebody else`,
    );
  return 'good';
}

function kindOf(stat: Stats): string {
  if (stat.isSymbolicLink()) return 'a symbolic link';
  if (stat.isDirectory()) return 'a directory';
  if (stat.isFIFO()) return 'a FIFO';
  return 'a special file';
}
