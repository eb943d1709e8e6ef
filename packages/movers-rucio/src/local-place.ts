import { rename, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  makeDirectory,
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
  const directory = await makeDirectory(join(dirname(destination), '.panda-rucio-'));
  try {
    await fetch(directory);
    return await named(join(directory, name), destination);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
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
  name: string,
  send: (directory: string) => Promise<void>,
): Promise<Receipt> {
  const bytes = await requireRegularFile(source);
  // The client takes a path with a colon for a dataset, and sends nothing.
  const parent = dirname(source).includes(':') ? tmpdir() : dirname(source);
  const directory = await makeDirectory(join(parent, '.panda-rucio-'));
  try {
    await symlink(source, join(directory, name));
    await send(directory);
    return { mode: 'copied', bytes };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
