import { rm, stat, statfs } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  checksumOfFile,
  createTimeLimit,
  type Mover,
  type MoverDefinition,
  MoverError,
  moverErrorFrom,
} from '@panda-pilot/movers-core';
import { copyNew } from './copy-new.ts';
import { discardRemains, putAtomically } from './put-atomically.ts';

/** What a queue may say of `cp`. */
export interface CpOptions {
  /**
   * `never`, the default: as for every copy tool, a file is stored when the storage has taken it; a network file system says
   * so when the file is closed. `put`: when it is on the disk and would survive a power failure, which on a busy disk takes
   * seconds a file.
   */
  readonly sync: 'never' | 'put';
}

/** `cp`: storage that is mounted on the node, reached by file URLs. */
const cp: MoverDefinition<CpOptions> = {
  name: 'cp',
  schemes: ['file'],
  tier: 'server',
  parseOptions,
  create: createCp,
};
export default cp;

/** Takes an entry of the queue's `copytools`, of which only `sync` concerns this mover. */
function parseOptions(raw: unknown): CpOptions {
  const sync = typeof raw === 'object' && raw !== null && 'sync' in raw ? raw.sync : 'never';
  if (sync === 'put' || sync === 'never') return { sync };
  throw new TypeError(`copytool cp: sync is ${JSON.stringify(sync)}, it can be "never" or "put"`);
}

function createCp({ sync }: CpOptions): Mover {
  return {
    name: cp.name,
    schemes: cp.schemes,
    features: { checksums: ['adler32', 'md5', 'crc32c'], atomicPut: true, overwrites: true, progress: true },

    async get(source, destination, options) {
      return copyNew(pathOf(source), destination, options);
    },

    async put(source, destination, options) {
      return putAtomically(source, pathOf(destination), { ...options, durable: sync === 'put' });
    },

    async stat(file, { signal }) {
      signal.throwIfAborted();
      const path = pathOf(file);
      const found = await asked(path, () => stat(path));
      if (!found.isFile()) throw new MoverError(`not a regular file: ${path}`, { kind: 'unsupported', file: path });
      return { size: found.size, modifiedAt: found.mtime };
    },

    /** A mounted storage is asked by reading: nothing else of it answers. */
    async checksum(file, algorithm, options) {
      const path = pathOf(file);
      const limit = createTimeLimit(options, path);
      try {
        return await checksumOfFile(path, algorithm, limit.signal);
      } finally {
        limit.lift();
      }
    },

    async remove(file, { signal }) {
      signal.throwIfAborted();
      const path = pathOf(file);
      await asked(path, async () => {
        await rm(path, { force: true });
        await discardRemains(path);
      });
    },

    async freeSpace(directory, { signal }) {
      signal.throwIfAborted();
      const path = pathOf(directory);
      const { bavail, bsize } = await asked(path, () => statfs(path));
      return bavail * bsize;
    },
  };
}

/** The path on this machine. Throws `unsupported` for a URL that is none. */
export function pathOf(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new MoverError(`no path on this machine: ${url.href}`, { kind: 'unsupported', file: url.href, cause: error });
  }
}

async function asked<T>(path: string, question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw moverErrorFrom(error, path);
  }
}
