import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The names that kernels give by default: `core`, `core.4711`, `core.python.4711`, `python.core`. */
const coreName = /^core(\.[^/]*)?$|\.core$/;

/** The first core dump in `work`, by its name and its content; undefined when there is none. */
export async function findCoreDump(work: string): Promise<string | undefined> {
  for (const name of await namesIn(work)) {
    if (coreName.test(name) && (await isCoreDump(join(work, name)))) return name;
  }
  return undefined;
}

async function namesIn(work: string): Promise<string[]> {
  try {
    return (await readdir(work)).toSorted();
  } catch {
    return []; // the payload has removed its work directory
  }
}

/** An ELF file of type ET_CORE. A link or a FIFO is not opened. */
async function isCoreDump(path: string): Promise<boolean> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(18), 0, 18, 0);
      if (bytesRead < 18 || buffer.toString('latin1', 0, 4) !== '\x7fELF') return false;
      const bigEndian = buffer[5] === 2;
      return (bigEndian ? buffer.readUInt16BE(16) : buffer.readUInt16LE(16)) === 4;
    } finally {
      await file.close();
    }
  } catch {
    return false; // gone, a link, or not ours to read
  }
}
