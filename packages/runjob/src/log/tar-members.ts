import { close, type Stats, read, readSync } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { HeaderData, Header as TarHeader, Pax as TarPax } from 'tar';
import { openPayloadFile } from '../payload/open-payload-file.ts';
import { breathe } from '../sampler/breathe.ts';
import { createKeyMask } from './key-mask.ts';
import type { Masks } from '../secrets/masks.ts';
import type { LeftOut } from './left-out.ts';
import type { LogMember } from './log-members.ts';

export interface TarOptions {
  /** Of a larger file only so much is packed: its beginning and its end. */
  readonly mostFileBytes: number;
  /** The account whose files these are: a second name of somebody else's file is left out. */
  readonly owner: number | undefined;
  readonly leftOut: LeftOut;
  readonly masks: Masks;
  /** Whether there is no time for more: what is begun is ended, nothing else is begun. */
  readonly isLate: () => boolean;
}

const blockBytes = 512;
const chunkBytes = 1024 * 1024;

/**
 * The bytes of a tar archive of `members`, without the blocks at its end. Files that cannot be read are left out; one
 * that shrinks meanwhile is filled up with zeros, one that grows is cut at the size that it had. Private keys are
 * covered. FIFOs, sockets and devices are left out. The buffer that is yielded is used again.
 */
export async function* tarMembers(members: AsyncIterable<LogMember>, options: TarOptions): AsyncGenerator<Buffer> {
  const { Header, Pax } = await import('tar');
  const scratch = Buffer.allocUnsafe(chunkBytes);
  for await (const member of members) {
    await breathe();
    if (options.isLate()) return options.leftOut.note('no time was left, from here on', member.name);
    const stat = await lookAt(member, options);
    if (stat === undefined) continue;
    const linkpath = stat.isSymbolicLink() ? await targetOf(member.path) : undefined;
    if (!stat.isFile()) yield headOf(member, { stat, linkpath, size: 0 }, { Header, Pax });
    else yield* fileMember(member, { ...options, scratch, Header, Pax });
  }
}

/** A small file that is made on the spot. */
export async function* tarText(name: string, text: string): AsyncGenerator<Buffer> {
  const { Header, Pax } = await import('tar');
  const body = Buffer.from(text);
  const stat = { mode: 0o644, mtime: new Date(), isDirectory: () => false };
  yield headOf({ name, path: '' }, { stat, linkpath: undefined, size: body.length }, { Header, Pax });
  yield body;
  yield padding(body.length);
}

/** What ends an archive. */
export const tarEnd: Buffer = Buffer.alloc(2 * blockBytes);

async function lookAt({ name, path }: LogMember, { leftOut, owner }: TarOptions): Promise<Stats | undefined> {
  let stat: Stats;
  try {
    stat = await lstat(path);
  } catch {
    // Otherwise it is gone since it was listed.
    if (name.includes('\uFFFD')) leftOut.note('has a name that is no text', name);
    return undefined;
  }
  if (!stat.isFile() && !stat.isDirectory() && !stat.isSymbolicLink()) {
    leftOut.note('FIFO, socket or device', name);
    return undefined;
  }
  if (!stat.isFile() || stat.nlink === 1 || owner === undefined || stat.uid === owner) return stat;
  leftOut.note("a second name of somebody else's file", name);
  return undefined;
}

async function targetOf(path: string): Promise<string> {
  try {
    return await readlink(path);
  } catch {
    return ''; // gone since it was listed
  }
}

interface Encoding {
  readonly Header: typeof TarHeader;
  readonly Pax: typeof TarPax;
}

async function* fileMember(
  member: LogMember,
  given: TarOptions & Encoding & { readonly scratch: Buffer },
): AsyncGenerator<Buffer> {
  const { leftOut, masks, mostFileBytes } = given;
  const file = openPayloadFile(member.path);
  if (file === undefined) return leftOut.note('could not be read', member.name);
  const { descriptor, stat } = file;
  try {
    const parts = partsOf(stat.size, mostFileBytes);
    if (parts.length > 1) leftOut.note('only its beginning and its end', `${member.name} (${stat.size} bytes)`);
    const size = parts.reduce((sum, { length }) => sum + length, 0);
    yield headOf(member, { stat, linkpath: undefined, size }, given);
    yield* masks.blot(contentOf({ descriptor, parts, name: member.name }, given));
    yield padding(size);
  } finally {
    await promisify(close)(descriptor);
  }
}

/** Bytes of the parts of a file: as many as there were when it was opened. */
async function* contentOf(
  { descriptor, name, parts }: { readonly descriptor: number; readonly name: string; readonly parts: readonly Part[] },
  { isLate, leftOut, scratch }: TarOptions & { readonly scratch: Buffer },
): AsyncGenerator<Buffer> {
  let why: string | undefined;
  const keys = createKeyMask();
  for (const part of parts) {
    for (let at = 0; at < part.length;) {
      const wanted = scratch.subarray(0, Math.min(scratch.length, part.length - at));
      const late = isLate();
      const bytesRead = late ? 0 : await readAt(descriptor, wanted, part.from + at);
      if (bytesRead === 0) why ??= late ? 'no time was left for its end' : 'shrank while it was packed';
      const bytes = bytesRead === 0 ? wanted.fill(0) : wanted.subarray(0, bytesRead);
      at += bytes.length;
      keys.cover(bytes);
      yield bytes;
    }
  }
  if (why !== undefined) leftOut.note(`${why}: filled up with zeros`, name);
  if (keys.hasCovered) leftOut.note('private keys, covered with stars', name);
}

interface Part {
  readonly from: number;
  readonly length: number;
}

/** All of a file of `size` bytes, or as much of its two ends as may be packed. */
function partsOf(size: number, most: number): readonly Part[] {
  if (size <= most) return [{ from: 0, length: size }];
  const half = Math.floor(most / 2);
  return [
    { from: 0, length: half },
    { from: size - half, length: half },
  ];
}

/** What is small is read at once: a turn of the event loop for each of many files takes longer than all of them. */
const smallBytes = 64 * 1024;

async function readAt(descriptor: number, into: Buffer, position: number): Promise<number> {
  if (into.length <= smallBytes) return readSync(descriptor, into, 0, into.length, position);
  return (await promisify(read)(descriptor, into, 0, into.length, position)).bytesRead;
}

function headOf(
  { name }: LogMember,
  given: {
    readonly stat: Pick<Stats, 'mode' | 'mtime' | 'isDirectory'>;
    readonly linkpath: string | undefined;
    readonly size: number;
  },
  { Header, Pax }: Encoding,
): Buffer {
  const { linkpath, size, stat } = given;
  const directory = stat.isDirectory();
  const facts: HeaderData = {
    path: directory ? `${name}/` : name,
    // Nobody gets more rights than there were, but whoever unpacks it may read it.
    mode: (stat.mode & 0o777) | (directory ? 0o700 : 0o600),
    size,
    mtime: stat.mtime,
    type: directory ? 'Directory' : linkpath === undefined ? 'File' : 'SymbolicLink',
    ...(linkpath === undefined ? {} : { linkpath }),
  };
  const header = new Header(facts);
  const needsPax = header.encode();
  const block = header.block ?? Buffer.alloc(blockBytes);
  return needsPax ? Buffer.concat([new Pax(facts).encode(), block]) : block;
}

/** Members begin at multiples of a block. */
function padding(size: number): Buffer {
  return Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);
}
