import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Secret } from './secret.ts';

/**
 * Puts `text` into the file at `path`, mode 0600, so that whoever opens the file reads all of the old text or all of
 * the new one, also when the machine stops half-way. A symbolic link at `path` is replaced, not followed. Rejects with
 * the system's error, and then leaves the old file as it was and nothing beside it.
 */
export async function replaceCredentialFile(path: string, text: string | Secret): Promise<void> {
  const directory = dirname(path);
  const temporary = join(directory, `.${basename(path)}.${randomBytes(8).toString('hex')}`);
  try {
    await writeNew(temporary, typeof text === 'string' ? text : text.reveal());
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

async function writeNew(path: string, text: string): Promise<void> {
  // O_EXCL with O_NOFOLLOW: in a directory that others may write, a file or link of that name is not ours.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(path, flags, 0o600);
  try {
    await file.chmod(0o600); // the umask may have taken the owner's own rights
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Without it the new name may be gone after a power cut. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
