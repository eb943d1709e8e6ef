import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** What a file must be like to be read at all. */
export interface FileBounds {
  readonly maxBytes: number;
  /** Only a file that this account has written, and nobody else could: for names that lie where others may write. */
  readonly onlyOurOwn?: true;
}

/** The text of a file, and when it was written. */
export interface BoundedText {
  readonly text: string;
  readonly modifiedAt: Date;
}

/**
 * Reads a regular file as text. Rejects with the file system's error, or with a sentence for what is no file, too long, or not ours. A
 * FIFO or a device is not waited for.
 */
export async function readBoundedFile(path: string, bounds: FileBounds): Promise<BoundedText> {
  const noFollow = bounds.onlyOurOwn === true ? constants.O_NOFOLLOW : 0;
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | noFollow);
  try {
    const { mtime } = await check(file, bounds);
    return { text: await readUpTo(file, bounds.maxBytes), modifiedAt: mtime };
  } finally {
    await file.close();
  }
}

async function check(file: FileHandle, { maxBytes, onlyOurOwn }: FileBounds): Promise<{ readonly mtime: Date }> {
  const stat = await file.stat();
  if (!stat.isFile()) throw new Error('is no regular file');
  if (stat.size > maxBytes) throw tooLong(maxBytes);
  if (onlyOurOwn === true && (stat.uid !== process.getuid?.() || (stat.mode & 0o022) !== 0))
    throw new Error('could have been written by somebody else');
  return stat;
}

/** A file may grow while it is read. */
async function readUpTo(file: FileHandle, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(64 * 1024) });
    if (bytesRead === 0) return Buffer.concat(chunks).toString('utf8');
    length += bytesRead;
    if (length > maxBytes) throw tooLong(maxBytes);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

function tooLong(maxBytes: number): Error {
  return new Error(`is longer than ${maxBytes} bytes`);
}
