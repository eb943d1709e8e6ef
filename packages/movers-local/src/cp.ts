import { rm, stat, statfs } from 'node:fs/promises';
import {
  checksumOfFile,
  createTimeLimit,
  type Mover,
  type MoverDefinition,
  MoverError,
  moverErrorFrom,
  parseToolOptions,
  type ToolOptions,
} from '@panda-pilot/movers-core';
import { copyNew } from './copy-new.ts';
import { mountedPath, mountedSchemes } from './mounted-path.ts';
import { discardRemains, putAtomically } from './put-atomically.ts';

/** What a queue may say of `cp`. */
export interface CpOptions extends Pick<ToolOptions, 'copyPrefix' | 'copyPrefixIn'> {
  /**
   * `never`, the default: as for every copy tool, a file is stored when the storage has taken it; a network file system says
   * so when the file is closed. `put`: when it is on the disk and would survive a power failure, which on a busy disk takes
   * seconds a file.
   */
  readonly sync: 'never' | 'put';
}

/** `cp`: storage that is mounted on the node, reached by file URLs, and by SURLs that lead there. */
const cp: MoverDefinition<CpOptions> = {
  name: 'cp',
  schemes: mountedSchemes(),
  tier: 'server',
  parseOptions,
  create: createCp,
};
export default cp;

/** Takes an entry of the queue's `copytools`; what concerns programs is of no interest. */
function parseOptions(raw: unknown): CpOptions {
  const settings: Readonly<Record<string, unknown>> = { ...Object(raw) };
  const { sync = 'never' } = settings;
  const prefixes = { copyPrefix: settings['copyPrefix'], copyPrefixIn: settings['copyPrefixIn'] };
  const { copyPrefix, copyPrefixIn } = parseToolOptions('cp', prefixes);
  if (sync === 'put' || sync === 'never') return { sync, copyPrefix, copyPrefixIn };
  throw new TypeError(`copytool cp: sync is ${JSON.stringify(sync)}, it can be "never" or "put"`);
}

function createCp({ sync, copyPrefix, copyPrefixIn }: CpOptions): Mover {
  const inputAt = (url: URL): Promise<string> => mountedPath(url, copyPrefixIn);
  const outputAt = (url: URL): Promise<string> => mountedPath(url, copyPrefix);
  return {
    name: cp.name,
    schemes: mountedSchemes(copyPrefix, copyPrefixIn),
    features: { checksums: ['adler32', 'md5', 'crc32c'], atomicPut: true, overwrites: true, progress: true },

    async get(source, destination, options) {
      return copyNew(await inputAt(source), destination, options);
    },

    async put(source, destination, options) {
      return putAtomically(source, await outputAt(destination), { ...options, durable: sync === 'put' });
    },

    async stat(file, { signal }) {
      signal.throwIfAborted();
      const path = await outputAt(file);
      const found = await asked(path, () => stat(path));
      if (!found.isFile()) throw new MoverError(`not a regular file: ${path}`, { kind: 'unsupported', file: path });
      return { size: found.size, modifiedAt: found.mtime };
    },

    /** A mounted storage is asked by reading: nothing else of it answers. */
    async checksum(file, algorithm, options) {
      const path = await outputAt(file);
      const limit = createTimeLimit(options, path);
      try {
        return await checksumOfFile(path, algorithm, limit.signal);
      } finally {
        limit.lift();
      }
    },

    async remove(file, { signal }) {
      signal.throwIfAborted();
      const path = await outputAt(file);
      await asked(path, async () => {
        await rm(path, { force: true });
        await discardRemains(path);
      });
    },

    async freeSpace(directory, { signal }) {
      signal.throwIfAborted();
      const path = await outputAt(directory);
      const { bavail, bsize } = await asked(path, () => statfs(path));
      return bavail * bsize;
    },
  };
}

async function asked<T>(path: string, question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw moverErrorFrom(error, path);
  }
}
