import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What of a CA directory curl must be told, beside the directory itself. */
export interface CaFiles {
  /** Any one of its authorities: told of none, curl adds those of the browsers. Undefined: there is none. */
  readonly authority?: string;
  /**
   * Any one of its revocation lists: told of one, OpenSSL asks for the list of every authority of a chain, and finds
   * them in the directory by itself. Undefined: there is none.
   */
  readonly revocations?: string;
  /** There are lists that OpenSSL cannot read there. */
  readonly hasUnreadable: boolean;
}

/**
 * Reads the names of a CA directory, and the beginnings of its revocation lists. Rejects with the system's error when
 * there is no such directory.
 */
export async function caFilesIn(directory: string): Promise<CaFiles> {
  const names = (await readdir(directory)).toSorted();
  const authority = names.find((name) => /^[0-9a-f]{8}\.\d+$/.test(name));
  const lists = names.filter((name) => /^[0-9a-f]{8}\.r\d+$/.test(name)).map((name) => join(directory, name));
  const readable = await Promise.all(lists.map(isPem));
  const revocations = lists.find((_path, index) => readable[index]);
  return {
    ...(authority === undefined ? {} : { authority: join(directory, authority) }),
    ...(revocations === undefined ? {} : { revocations }),
    hasUnreadable: readable.includes(false),
  };
}

/** By its first kilobyte: lists have megabytes. */
async function isPem(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  try {
    const beginning = await file?.read(Buffer.alloc(1024), 0, 1024, 0);
    return beginning?.buffer.toString('latin1').includes('-----BEGIN X509 CRL-----') ?? false;
  } catch {
    return false;
  } finally {
    await file?.close();
  }
}
