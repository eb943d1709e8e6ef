import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { headOf } from '../payload/payload-text.ts';

/** The names that kernels give by default: `core`, `core.4711`, `core.python.4711`, `python.core`. */
const coreName = /^core(\.[^/]*)?$|\.core$/;

/** The first core dump in `work`, by its name and its content; undefined when there is none. */
export async function findCoreDump(work: string): Promise<string | undefined> {
  return (await namesIn(work)).find((name) => coreName.test(name) && isCoreDump(join(work, name)));
}

async function namesIn(work: string): Promise<string[]> {
  try {
    return (await readdir(work)).toSorted();
  } catch {
    return []; // the payload has removed its work directory
  }
}

/** An ELF file of type ET_CORE. */
function isCoreDump(path: string): boolean {
  const head = headOf(path, 18);
  if (head.length < 18 || head.toString('latin1', 0, 4) !== '\x7fELF') return false;
  const bigEndian = head[5] === 2;
  return (bigEndian ? head.readUInt16BE(16) : head.readUInt16LE(16)) === 4;
}
