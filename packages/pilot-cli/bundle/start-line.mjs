import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes at the beginning of the bundle, before the chunks: its head, and boot.cjs with its table. */
export const headRoom = 2 ** 16;

/** What begins the bundle. */
export function startLines() {
  return readFileSync(join(import.meta.dirname, 'head.mjs'), 'utf8').replace('ROOM', String(headRoom));
}

/** The same in a line for `node --eval LINE FILE ...`: that spares Node the scan of the whole file, and the loader of modules. */
export function startLine() {
  return startLines()
    .replace(/^\/\/.*\n/, '')
    .replace('import.meta.filename', 'process.argv[1]')
    .replaceAll(/\n */g, '');
}
