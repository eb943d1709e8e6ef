import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type * as Tar from 'tar';

/** What goes into an archive. */
export interface TarContent {
  /** The directory that all paths begin in. */
  readonly root: string;
  /** What of it is packed, with everything below. */
  readonly folders: readonly string[];
  /** Stands before every path in the archive. */
  readonly prefix: string;
  /** False for a file, by its absolute path, that is left out on purpose. */
  readonly accepts: (path: string) => boolean;
}

/**
 * The bytes of a tar archive, while others may write to what it packs: every file is as long as it was when it was opened. What has grown since is
 * cut there, what has shrunk is filled up with zeros, what has vanished is not in it. Links are packed as links, never followed; FIFOs, sockets and
 * devices are left out. What cannot be read is named, with the reason, in the last entry, `left-out.txt`.
 */
export async function* tarStream(content: TarContent): AsyncGenerator<Uint8Array> {
  const tar = await import('tar');
  const leftOut: string[] = [];
  for (const folder of content.folders) yield* packDirectory(folder, { ...content, tar, leftOut });
  if (leftOut.length > 0) {
    const list = Buffer.from(`${leftOut.join('\n')}\n`);
    yield headerOf({ path: `${content.prefix}/left-out.txt`, type: 'File', mode: 0o644, size: list.length }, tar);
    yield* [list, padding(list.length)];
  }
  // Two blocks of zeros end an archive.
  yield Buffer.alloc(2 * blockBytes);
}

const blockBytes = 512;

interface Packing extends TarContent {
  readonly tar: typeof Tar;
  readonly leftOut: string[];
}

async function* packDirectory(name: string, packing: Packing): AsyncGenerator<Uint8Array> {
  const { accepts, leftOut, prefix, root, tar } = packing;
  const path = join(root, name);
  const stat = await attempt(() => lstat(path), name, leftOut);
  const entries = await attempt(() => readdir(path, { withFileTypes: true }), name, leftOut);
  if (stat === undefined || entries === undefined) return;
  const { mode, mtime } = stat;
  yield headerOf({ path: `${prefix}/${name}/`, type: 'Directory', mode, mtime, size: 0 }, tar);
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = `${name}/${entry.name}`;
    if (!accepts(join(root, below))) continue;
    if (entry.isDirectory()) yield* packDirectory(below, packing);
    else if (entry.isSymbolicLink()) yield* packLink(below, packing);
    else if (entry.isFile()) yield* packFile(below, packing);
  }
}

async function* packLink(name: string, { leftOut, prefix, root, tar }: Packing): AsyncGenerator<Uint8Array> {
  const linkpath = await attempt(() => readlink(join(root, name)), name, leftOut);
  if (linkpath === undefined) return;
  yield headerOf({ path: `${prefix}/${name}`, type: 'SymbolicLink', linkpath, mode: 0o777, size: 0 }, tar);
}

async function* packFile(name: string, { leftOut, prefix, root, tar }: Packing): AsyncGenerator<Uint8Array> {
  // Between the look at the directory and this one it may have become a link or a FIFO.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await attempt(() => open(join(root, name), flags), name, leftOut);
  if (file === undefined) return;
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return;
    const { mode, mtime, size } = stat;
    yield headerOf({ path: `${prefix}/${name}`, type: 'File', mode, mtime, size }, tar);
    yield* contentOf(file, size, (reason) => leftOut.push(`${name}: ${reason}`));
  } finally {
    await file.close();
  }
}

/** Exactly `size` bytes and the padding of the last block, whatever becomes of the file. */
async function* contentOf(
  file: FileHandle,
  size: number,
  onFault: (reason: string) => void,
): AsyncGenerator<Uint8Array> {
  let position = 0;
  while (position < size) {
    const chunk = Buffer.alloc(Math.min(size - position, 65_536));
    const bytesRead = await file.read(chunk, 0, chunk.length, position).then(
      (read) => read.bytesRead,
      (error: unknown) => {
        onFault(reasonOf(error));
        return 0;
      },
    );
    // Nothing more to read: the zeros of the buffer stand for what has been cut off.
    position += bytesRead === 0 ? chunk.length : bytesRead;
    yield bytesRead === 0 ? chunk : chunk.subarray(0, bytesRead);
  }
  yield padding(size);
}

function padding(size: number): Uint8Array {
  return Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);
}

/** Owners stay out of it; a path that is too long for the header goes before it. */
function headerOf(data: Tar.HeaderData & { readonly mode: number }, { Header, Pax }: typeof Tar): Uint8Array {
  const record = { ...data, mode: data.mode & 0o777 };
  const header = new Header(record);
  const long = header.encode() ? [new Pax(record).encode()] : [];
  return Buffer.concat([...long, header.block ?? Buffer.alloc(0)]);
}

/** Undefined for what has vanished, and for what cannot be read: that is noted. */
async function attempt<T>(work: () => Promise<T>, name: string, leftOut: string[]): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code !== 'ENOENT') leftOut.push(`${name}: ${reasonOf(error)}`);
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
