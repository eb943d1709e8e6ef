import { existsSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../errno.ts';

/** As many names as a dying process can put in between two looks; far more than one mkfifo is asked for. */
const mostAttempts = 100;

/**
 * Removes a flat directory, also while somebody who is just being killed still makes files in it: it is emptied again
 * until it goes. Whether it is gone; never throws.
 */
export function removeDirectory(directory: string): boolean {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    try {
      // Not rmSync, which calls lstat: after that of a FIFO, realpathSync of Node 20 resolves no link, and imports load modules twice.
      for (const name of readdirSync(directory)) unlinkSync(join(directory, name));
      rmdirSync(directory);
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && !existsSync(directory)) return true;
      if (!['ENOTEMPTY', 'ENOENT'].includes(codeOf(error))) return false;
    }
  }
  return false;
}
