import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rmdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Words of SRM v2.2 for how a request, or one of its files, stands. */
export type SrmStatus =
  | 'SRM_SUCCESS'
  | 'SRM_FAILURE'
  | 'SRM_AUTHORIZATION_FAILURE'
  | 'SRM_INVALID_REQUEST'
  | 'SRM_INVALID_PATH'
  | 'SRM_DUPLICATION_ERROR'
  | 'SRM_NON_EMPTY_DIRECTORY'
  | 'SRM_NO_FREE_SPACE'
  | 'SRM_FILE_BUSY'
  | 'SRM_FILE_LOST'
  | 'SRM_FILE_UNAVAILABLE'
  | 'SRM_INTERNAL_ERROR'
  | 'SRM_NOT_SUPPORTED'
  | 'SRM_REQUEST_QUEUED'
  | 'SRM_REQUEST_INPROGRESS'
  | 'SRM_SPACE_AVAILABLE'
  | 'SRM_FILE_PINNED';

/** What is wrong with a file, or special about it. */
export interface SrmFault {
  /** What calls of these operations (`srmPrepareToGet`, …) on the file answer. */
  readonly answers?: Readonly<Record<string, SrmStatus>>;
  /** Instead of the right ones. */
  readonly size?: number;
  readonly checksum?: string;
  /** `none`: the storage has no checksum of it. */
  readonly checksumType?: 'ADLER32' | 'MD5' | 'none';
  /** On tape only, until somebody has it brought online. */
  readonly nearline?: boolean;
  /** How often a request for it is told to come again. */
  readonly polls?: number;
}

/** A refusal. */
export class SrmRefusal extends Error {
  readonly status: SrmStatus;

  constructor(status: SrmStatus, explanation: string) {
    super(explanation);
    this.status = status;
  }
}

/** What the storage says of a name. */
export interface SrmEntry {
  readonly path: string;
  readonly kind: 'FILE' | 'DIRECTORY';
  readonly size: number;
  readonly modifiedAt: Date;
}

/** The files of the endpoint: a directory of this disk, and what is wrong with some of them. */
export interface SrmStorage {
  readonly faults: Map<string, SrmFault>;
  /** Uploads under way: their names cannot be read yet. */
  readonly uploads: Set<string>;
  /** Throws what the faults of `path` say of `operation`. */
  readonly guard: (operation: string, path: string) => void;
  readonly localPath: (path: string) => string;
  readonly entry: (path: string) => Promise<SrmEntry | undefined>;
  readonly children: (path: string) => Promise<readonly SrmEntry[]>;
  readonly checksum: (entry: SrmEntry) => Promise<readonly [type: string, value: string] | undefined>;
  readonly makeDirectory: (path: string) => Promise<void>;
  readonly removeDirectory: (path: string) => Promise<void>;
  readonly removeFile: (path: string) => Promise<void>;
}

export function createStorage(root: string): SrmStorage {
  const faults = new Map<string, SrmFault>();
  const localPath = (path: string): string => join(root, path);
  const entry = async (path: string): Promise<SrmEntry | undefined> => {
    const found = await stat(localPath(path)).catch(() => undefined);
    if (found === undefined) return undefined;
    const size = faults.get(path)?.size ?? (found.isDirectory() ? 0 : found.size);
    return { path, kind: found.isDirectory() ? 'DIRECTORY' : 'FILE', size, modifiedAt: found.mtime };
  };
  return {
    faults,
    uploads: new Set(),
    guard(operation, path) {
      const status = faults.get(path)?.answers?.[operation];
      if (status !== undefined) throw new SrmRefusal(status, `as the test wants it: ${path}`);
    },
    localPath,
    entry,
    async children(path) {
      const names = await readdir(localPath(path)).catch(() => []);
      const entries = await Promise.all(names.map((name) => entry(join(path, name))));
      return entries.filter((found) => found !== undefined);
    },
    async checksum({ path, kind }) {
      const { checksumType: type = 'ADLER32', checksum } = faults.get(path) ?? {};
      if (kind === 'DIRECTORY' || type === 'none') return undefined;
      if (checksum !== undefined) return [type, checksum];
      // Another client may have removed it since it was looked at.
      const content = await readFile(localPath(path)).catch(() => undefined);
      return content === undefined ? undefined : [type, digest(content, type)];
    },
    async makeDirectory(path) {
      await mkdir(localPath(path)).catch(({ code }: NodeJS.ErrnoException) => {
        if (code === 'EEXIST') throw new SrmRefusal('SRM_DUPLICATION_ERROR', `there already: ${path}`);
        throw new SrmRefusal('SRM_INVALID_PATH', `${code}: ${path}`);
      });
    },
    async removeDirectory(path) {
      await rmdir(localPath(path)).catch(({ code }: NodeJS.ErrnoException) => {
        if (code === 'ENOTEMPTY') throw new SrmRefusal('SRM_NON_EMPTY_DIRECTORY', `not empty: ${path}`);
        throw new SrmRefusal('SRM_INVALID_PATH', `${code}: ${path}`);
      });
    },
    async removeFile(path) {
      await unlink(localPath(path)).catch(({ code }: NodeJS.ErrnoException) => {
        throw new SrmRefusal('SRM_INVALID_PATH', `${code}: no such file: ${path}`);
      });
    },
  };
}

function digest(content: Uint8Array, type: 'ADLER32' | 'MD5'): string {
  return type === 'MD5' ? createHash('md5').update(content).digest('hex') : adler32(content);
}

/** By the definition (RFC 1950), apart from the code under test. */
function adler32(content: Uint8Array): string {
  let [a, b] = [1, 0];
  for (let start = 0; start < content.length; start += 3800) {
    for (const byte of content.subarray(start, start + 3800)) b += a += byte;
    [a, b] = [a % 65_521, b % 65_521];
  }
  return (b * 65_536 + a).toString(16).padStart(8, '0');
}
