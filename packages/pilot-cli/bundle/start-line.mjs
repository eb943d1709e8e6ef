import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes at the beginning of the bundle, before the chunks: its head, and boot.cjs with its table. */
export const headRoom = 2 ** 16;

/**
 * What begins the bundle: lines for sh, which become Node, and the same for whoever calls Node with the file. By `env` publint knows a program of a
 * package; PATH is not asked for an absolute path.
 */
export function startLines() {
  return `#!/usr/bin/env /bin/sh\n':' //; exec "\${PANDA_PILOT_NODE:-node}" ${startWords()} "$0" "$@"\n${headLines()}`;
}

/** The options below as words for sh. */
export function startWords() {
  return nodeOptions()
    .map((word) => `'${word}'`)
    .join(' ');
}

/** What Node is given to start the bundle, before the file's name. */
export function nodeOptions() {
  return [noDebugger, '--eval', startLine()];
}

/**
 * SIGUSR1, which batch systems send as a warning and any process of the account may send, opens no debugger before we handle it. Node answers it by
 * listening, and no host has this address; it says so on stderr, and goes on. An ignored signal is no way, for Node takes it back at its start;
 * Node 20 lacks `--disable-sigusr1`.
 */
const noDebugger = '--inspect-port=0.0.0.1:1024';

/**
 * The head in a line without single quotes for `node --eval LINE FILE ...`: Node then keeps no text of the whole file, and needs no loader of modules.
 */
function startLine() {
  return headLines()
    .replace(/^\/\/.*\n/, '')
    .replace(
      'import.meta.filename',
      `process.argv[1] = process.getBuiltinModule('node:fs').realpathSync.native(process.argv[1])`,
    )
    .replaceAll("'", '"')
    .replaceAll(/\n */g, '');
}

function headLines() {
  return readFileSync(join(import.meta.dirname, 'head.mjs'), 'utf8').replace('ROOM', String(headRoom));
}
