import { MoverError } from '@panda-pilot/movers-core';

/** A local path as gfal2 takes it: every letter for itself. Throws a MoverError for a path that would end a line. */
export function localUrl(path: string): string {
  if (!/\p{Cc}/u.test(path)) return `file://${path}`;
  throw new MoverError(`a path that gfal2 cannot take: ${JSON.stringify(path)}`, { kind: 'unsupported', file: path });
}
