import { MoverError } from '@panda-pilot/movers-core';

/** The path itself. xrdcp 5.5.3 cuts local paths at a `?` as it cuts URLs, and prints a line for each file. */
export function requireNameable(path: string): string {
  if (!/[?\p{Cc}]/u.test(path)) return path;
  throw new MoverError(`a path that xrdcp cannot take: ${JSON.stringify(path)}`, { kind: 'unsupported', file: path });
}
