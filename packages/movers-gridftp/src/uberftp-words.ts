import { posix } from 'node:path';
import { MoverError } from '@panda-pilot/movers-core';

/**
 * A path among the commands of uberftp: what ends a command or a word there would begin another. Throws a MoverError
 * `unsupported`.
 */
export function word(path: string, file: string): string {
  if (/^[\w/.:=+@%~-]+$/.test(path)) return path;
  throw new MoverError(`a name that uberftp's command line cannot hold: ${path}`, { kind: 'unsupported', file });
}

/** Outermost first, without the root. */
export function directoriesAbove(path: string): readonly string[] {
  const directory = posix.dirname(path);
  return directory === '/' ? [] : [...directoriesAbove(directory), directory];
}
