import { rename, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  inOwnDirectory,
  moverErrorFrom,
  type Receipt,
  requireNothing,
  requireRegularFile,
} from '@panda-pilot/movers-core';

/**
 * Has `fetch` put a file called `name` into a directory of its own beside `destination`, and gives it its name there. The
 * directory is gone afterwards, whatever happened. Rejects as `fetch` does, with `exists`, or with `not-found` when nothing came.
 */
export async function fetchedTo(
  destination: string,
  name: string,
  fetch: (directory: string) => Promise<void>,
): Promise<Receipt> {
  await requireNothing(destination);
  return inOwnDirectory(dirname(destination), async (directory) => {
    await fetch(directory);
    return named(join(directory, name), destination);
  });
}

async function named(path: string, destination: string): Promise<Receipt> {
  try {
    await rename(path, destination);
    return { mode: 'copied', bytes: (await stat(destination)).size };
  } catch (error) {
    throw moverErrorFrom(error, destination);
  }
}

/** Shows `source` to `send` as a file called `name`, for clients that call a file on the storage as it is called here. */
export async function sentAs(
  source: string,
  { name, scratch }: { readonly name: string; readonly scratch: string | undefined },
  send: (directory: string) => Promise<void>,
): Promise<Receipt> {
  const bytes = await requireRegularFile(source);
  // The client takes a path with a colon for a dataset, and sends nothing.
  const parent = scratch?.includes(':') === true ? tmpdir() : scratch;
  return inOwnDirectory(parent, async (directory) => {
    await symlink(source, join(directory, name));
    await send(directory);
    return { mode: 'copied', bytes };
  });
}
