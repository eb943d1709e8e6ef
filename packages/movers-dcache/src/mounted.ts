import { readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ChecksumAlgorithm } from '@panda-pilot/core';
import { ensureSharedDirectory, MoverError, moverErrorFrom, printedChecksum } from '@panda-pilot/movers-core';
import type { NameSpace } from './name-space.ts';

/** The name space that the node has mounted, with the files that say more of its files than NFS can. */
export const mountedNameSpace: NameSpace = {
  async size(path) {
    const found = await present(path);
    if (found.isDirectory()) throw new MoverError(`a directory: ${path}`, { kind: 'unsupported', file: path });
    // NFS 3 shows 1 byte for what does not fit into its sizes; the second layer has the number.
    const [, size] = /(?:^|[;:])l=(\d+)/m.exec(await hidden(path, 'use', '2')) ?? [];
    return size === undefined ? found.size : Number(size);
  },

  async checksum(path, algorithm) {
    await present(path);
    const [, digits] =
      new RegExp(`(?:^|[;:])c=${kinds[algorithm] ?? '-'}:([0-9a-f]+)`, 'mi').exec(await hidden(path, 'use', '2')) ?? [];
    const checksum = printedChecksum(algorithm, digits);
    if (checksum !== undefined) return checksum;
    throw new MoverError(`no ${algorithm} of ${path}`, { kind: 'unsupported', file: path });
  },

  remove: (path) => refuse(path, rm(path, { force: true })),
  async prepare(path) {
    await refuse(path, ensureSharedDirectory(dirname(path)));
  },
};

/** What dCache calls a file by itself, for services that know files by it. Rejects where the node does not see it. */
export async function pnfsIdOf(path: string): Promise<string> {
  const id = (await hidden(path, 'id')).trim();
  if (/^[0-9A-F]{24,36}$/.test(id)) return id;
  throw new MoverError(`no identifier of ${path}`, { kind: 'unsupported', file: path });
}

/** By dCache's numbers (ChecksumType). */
const kinds: Partial<Record<ChecksumAlgorithm, number>> = { adler32: 1, md5: 2 };

/** `.(use)(2)(name)`; nothing where the file system knows no such thing. */
async function hidden(path: string, ...words: readonly string[]): Promise<string> {
  const name = `.${[...words, basename(path)].map((word) => `(${word})`).join('')}`;
  return readFile(join(dirname(path), name), 'utf8').catch(() => '');
}

async function present(path: string) {
  return refuse(path, stat(path));
}

async function refuse<T>(path: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw moverErrorFrom(error, path);
  }
}
