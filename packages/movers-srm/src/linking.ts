import { rm, stat, symlink } from 'node:fs/promises';
import { type CallOptions, type Mover, moverErrorFrom, requireNothing } from '@panda-pilot/movers-core';

/** A file of the storage where this node sees it as a file of its own. */
export interface MountedFile {
  readonly path: string;
  /** Tells the storage that the file is no longer in use, as far as the program can. */
  readonly release: () => Promise<void>;
}

/**
 * `mover`, but a file that the storage has mounted on the node is linked instead of copied; undefined from `find`, or a path
 * at which nothing is, leaves it to the mover.
 */
export function linking(
  mover: Mover,
  find: (source: URL, call: CallOptions) => Promise<MountedFile | undefined>,
): Mover {
  const { name, schemes, features } = mover;
  return {
    name,
    schemes,
    features,
    put: (source, destination, call) => mover.put(source, destination, call),
    stat: (file, call) => mover.stat(file, call),
    checksum: (file, algorithm, call) => mover.checksum(file, algorithm, call),
    remove: (file, call) => mover.remove(file, call),
    async get(source, destination, call) {
      call.signal.throwIfAborted();
      await requireNothing(destination);
      const mounted = await find(source, call);
      const found = mounted === undefined ? undefined : await stat(mounted.path).catch(() => undefined);
      if (mounted === undefined || found?.isFile() !== true) {
        await mounted?.release();
        return mover.get(source, destination, call);
      }
      await link(mounted, destination);
      return { mode: 'linked', bytes: found.size };
    },
  };
}

/** All or nothing: a link stays only when the storage could be told. */
async function link({ path, release }: MountedFile, destination: string): Promise<void> {
  const failure = await symlink(path, destination).catch((error: unknown) => moverErrorFrom(error, destination));
  try {
    await release();
  } catch (error) {
    if (failure === undefined) await rm(destination, { force: true });
    throw failure ?? error;
  }
  if (failure !== undefined) throw failure;
}
