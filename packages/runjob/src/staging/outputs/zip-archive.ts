import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PilotError } from '@panda-pilot/core';
import { openRegularFile } from '@panda-pilot/movers-core';

/** A file that goes into an archive. */
export interface Member {
  readonly name: string;
  readonly path: string;
}

/**
 * Makes the zip archive `path` of `members`, stored as they are, since data files are compressed already; the same
 * members give the same bytes. It stands there whole or not at all. Rejects with `signal.reason`, or
 * FILE_HANDLING_FAILURE.
 */
export async function makeZipArchive(path: string, members: readonly Member[], signal: AbortSignal): Promise<void> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  const part = `${path}.part`;
  const failed = new AbortController();
  zip.on('error', (error) => failed.abort(error));
  const stored = { compress: false, mtime: new Date(0), mode: 0o100_644 } as const;
  for (const { name, path: source } of members) {
    // Opened in its turn: an archive may have more members than a process may have open files.
    zip.addReadStreamLazy(name, stored, (done) => void give(source, done, failed));
  }
  zip.end();
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const either = AbortSignal.any([signal, failed.signal]);
    await pipeline(zip.outputStream, createWriteStream(part, { mode: 0o600 }), { signal: either });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    signal.throwIfAborted();
    throw new PilotError('FILE_HANDLING_FAILURE', `the archive ${path} cannot be made`, {
      cause: failed.signal.reason ?? error,
    });
  }
}

async function give(
  path: string,
  done: (error: null, stream: Readable) => void,
  failed: AbortController,
): Promise<void> {
  try {
    const handle = await openRegularFile(path);
    done(null, handle.createReadStream());
  } catch (error) {
    failed.abort(error);
  }
}
