import { randomUUID } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, opendir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PilotError } from '@panda-pilot/core';
import { runCommand } from '@panda-pilot/timed-command';
import { limitBytes } from './limit-bytes.ts';
import { openRegularFile } from './open-regular-file.ts';
import type { Sandbox } from './sandbox.ts';
import { pathBelow, sandboxLayout } from './sandbox-layout.ts';

/** Makes or finds a sandbox for payloads under the pilot's own account. Rejects with MKDIR. */
export async function openOwnSandbox(root: string): Promise<Sandbox> {
  const layout = sandboxLayout(root);
  try {
    await mkdir(layout.work, { recursive: true, mode: 0o755 });
    await mkdir(layout.temporary, { recursive: true, mode: 0o700 });
    await mkdir(layout.home, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new PilotError('MKDIR', root, { cause: error });
  }
  const { uid: owner } = await lstat(layout.work);
  return {
    ...layout,
    owner,
    placeCredential: (source) => placeCredential(source, layout.credential),
    bringIn: async (source, path) => bringIn(source, pathBelow(root, path)),
    bringOut: (path, destination, { maxBytes } = {}) =>
      bringOut({ root, path, owner, destination, maxBytes: maxBytes ?? Number.POSITIVE_INFINITY }),
    examine: ([file, ...args], { path, ...bounds }) =>
      runCommand(file, args, { cwd: '/', env: { PATH: path, LC_ALL: 'C' }, killSignal: 'SIGKILL', ...bounds }),
    // It is ours already.
    disclose: () => Promise.resolve(),
    remove: () => removeTree(root),
  };
}

async function bringIn(source: string, target: string): Promise<void> {
  try {
    await copyFile(source, target, constants.COPYFILE_EXCL);
    await chmod(target, (await lstat(target)).mode & 0o100 ? 0o755 : 0o600);
  } catch (error) {
    throw new PilotError('FILE_HANDLING_FAILURE', `${source} to ${target}`, { cause: error });
  }
}

async function placeCredential(source: string, target: string): Promise<void> {
  const fresh = `${target}.${randomUUID()}`;
  await bringIn(source, fresh);
  try {
    await rename(fresh, target);
  } catch (error) {
    throw new PilotError('FILE_HANDLING_FAILURE', target, { cause: error });
  }
}

interface Outgoing {
  readonly root: string;
  readonly path: string;
  readonly owner: number;
  readonly destination: string;
  readonly maxBytes: number;
}

async function bringOut({ root, path, owner, destination, maxBytes }: Outgoing): Promise<number> {
  pathBelow(root, path);
  const file = await openRegularFile(root, path, owner);
  const target = createWriteStream(destination, { flags: 'wx', mode: 0o644 });
  try {
    await pipeline(file.createReadStream(), limitBytes(maxBytes, path), target);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) await rm(destination, { force: true });
    if (error instanceof PilotError) throw error;
    throw new PilotError('FILE_HANDLING_FAILURE', `${path} to ${destination}`, { cause: error });
  }
  return target.bytesWritten;
}

/** Directories that the payload has locked are unlocked on the way; links are removed, never followed. */
async function removeTree(root: string): Promise<void> {
  try {
    await rm(root, { recursive: true, force: true });
  } catch {
    try {
      await unlock(root);
      await rm(root, { recursive: true, force: true, maxRetries: 2 });
    } catch (error) {
      throw new PilotError('FILE_HANDLING_FAILURE', `${root} cannot be removed`, { cause: error });
    }
  }
}

async function unlock(directory: string): Promise<void> {
  await chmod(directory, 0o700);
  for await (const entry of await opendir(directory)) {
    if (entry.isDirectory()) await unlock(join(directory, entry.name));
  }
}
