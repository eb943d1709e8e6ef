import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { PilotError } from '@panda-pilot/core';

/**
 * Opens the file at `path` below `root` for reading, whatever a payload has put there: every component is opened from
 * the one before it, links are not followed, a FIFO does not block. Rejects with FILE_HANDLING_FAILURE unless it is a
 * regular file of `owner` with a single name.
 */
export async function openRegularFile(root: string, path: string, owner: number): Promise<FileHandle> {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  let directory = await open(root, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    for (const part of parts) {
      const next = await openBelow(directory, part, constants.O_DIRECTORY).catch(refuse(path));
      await directory.close();
      directory = next;
    }
    const file = await openBelow(directory, name, 0).catch(refuse(path));
    return await assertPlain(file, path, owner);
  } finally {
    await directory.close();
  }
}

/** Node has no openat(2); the descriptor's name in /proc does the same. */
function openBelow(directory: FileHandle, name: string, flags: number): Promise<FileHandle> {
  const path = `/proc/self/fd/${directory.fd}/${name}`;
  return open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | flags);
}

function refuse(path: string): (error: unknown) => never {
  return (error) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    const why = ['ELOOP', 'ENOTDIR'].includes(code)
      ? 'is a symbolic link, or lies behind one'
      : `cannot be opened (${code})`;
    throw new PilotError('FILE_HANDLING_FAILURE', `${path} ${why}`, { cause: error });
  };
}

async function assertPlain(file: FileHandle, path: string, owner: number): Promise<FileHandle> {
  const stat = await file.stat();
  const flaw = !stat.isFile()
    ? 'is no regular file'
    : stat.nlink !== 1
      ? `has ${stat.nlink} names`
      : stat.uid !== owner
        ? `belongs to uid ${stat.uid}, not to the payload`
        : undefined;
  if (flaw === undefined) return file;
  await file.close();
  throw new PilotError('FILE_HANDLING_FAILURE', `${path} ${flaw}`);
}
