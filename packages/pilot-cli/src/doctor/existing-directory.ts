import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

/** `path`, or the nearest directory above it that is there: the pilot makes the rest when it starts. */
export function existingDirectory(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existingDirectory(dirname(path));
}
