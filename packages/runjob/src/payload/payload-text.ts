import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** The last `bytes` of a file that the payload may have made; empty when there is none to be read. */
export function tailOf(path: string, bytes: number): string {
  return read(path, (size) => ({ from: Math.max(0, size - bytes), length: Math.min(bytes, size) })) ?? '';
}

/** The text of a file that the payload may have made, if it is not larger than `mostBytes`; undefined when there is none to be read. */
export function textOf(path: string, mostBytes: number): string | undefined {
  return read(path, (size) => (size > mostBytes ? undefined : { from: 0, length: size }));
}

/** The payload may have put anything there: only a regular file is read, never through a link, and a FIFO is not waited for. */
function read(
  path: string,
  part: (size: number) => { readonly from: number; readonly length: number } | undefined,
): string | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined; // no such file, or a link
  }
  try {
    const stat = fstatSync(file);
    const wanted = stat.isFile() ? part(stat.size) : undefined;
    if (wanted === undefined) return undefined;
    const buffer = Buffer.alloc(wanted.length);
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, wanted.length, wanted.from));
  } finally {
    closeSync(file);
  }
}
