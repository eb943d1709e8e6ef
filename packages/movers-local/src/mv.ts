import { chmod, link, lstat, symlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  ensureSharedDirectory,
  type Mover,
  type MoverDefinition,
  moverErrorFrom,
  type Receipt,
  requireNothing,
  requireRegularFile,
  type TransferOptions,
} from '@panda-pilot/movers-core';
import cp, { type CpOptions } from './cp.ts';
import { pathOf } from './mounted-path.ts';
import { putAtomically } from './put-atomically.ts';

/**
 * `mv`: files that a batch system (ARC, a private disk) has brought beside the job, and fetches from there. Inputs become
 * symbolic links to where they are; outputs become hard links, which cost nothing and leave the source alone, or copies where
 * the directory is on another disk.
 */
const mv: MoverDefinition<CpOptions> = {
  name: 'mv',
  schemes: ['file'],
  tier: 'server',
  parseOptions: (raw) => cp.parseOptions(raw),
  create(options, tools): Mover {
    const copying = cp.create(options, tools);
    return {
      ...copying,
      name: 'mv',
      schemes: mv.schemes,
      features: { ...copying.features, overwrites: false, progress: false },

      async get(source, destination, { signal }) {
        signal.throwIfAborted();
        const path = resolve(pathOf(source));
        const bytes = await requireRegularFile(path);
        await blaming(destination, () => symlink(path, destination));
        return { mode: 'linked', bytes };
      },

      async put(source, destination, call) {
        call.signal.throwIfAborted();
        const path = pathOf(destination);
        const bytes = await requireRegularFile(source);
        await requireNothing(path);
        await blaming(path, () => ensureSharedDirectory(dirname(path)));
        return linked({ source, path, bytes }, { ...call, durable: options.sync === 'put' });
      },
    };
  },
};
export default mv;

interface Offer {
  readonly source: string;
  readonly path: string;
  readonly bytes: number;
}

/** A copy where no link can be made: another disk, a file system without them, a source that is a link or somebody else's. */
async function linked(
  { source, path, bytes }: Offer,
  options: TransferOptions & { readonly durable: boolean },
): Promise<Receipt> {
  // A hard link to a symbolic link would dangle once the work directory is gone.
  if (!(await lstat(source)).isFile()) return putAtomically(source, path, options);
  try {
    await link(source, path);
    // A file of another account keeps the mode that it has.
    await chmod(path, 0o644).catch(() => undefined);
    return { mode: 'linked', bytes };
  } catch (error) {
    const { kind } = moverErrorFrom(error, path);
    if (kind === 'exists' || kind === 'no-space' || kind === 'read-only') throw moverErrorFrom(error, path);
    return putAtomically(source, path, options);
  }
}

async function blaming<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw moverErrorFrom(error, path);
  }
}
