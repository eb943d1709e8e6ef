import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { filesBelow } from './files-below.ts';

/** A directory that a server, or a fake program, takes for a storage: what a fixture of the conformance suite sees of it. */
export interface DirectoryStorage {
  /** Where the file is on this disk. */
  readonly pathOf: (name: string) => string;
  readonly plant: (name: string, content: Uint8Array) => Promise<void>;
  /** Undefined: nothing there. */
  readonly read: (name: string) => Promise<Uint8Array | undefined>;
  /** Names of all files, without their directories. */
  readonly list: () => Promise<readonly string[]>;
}

/** The directory need not exist yet. */
export function directoryStorage(root: string): DirectoryStorage {
  const pathOf = (name: string): string => join(root, name);
  return {
    pathOf,
    async plant(name, content) {
      await mkdir(dirname(pathOf(name)), { recursive: true });
      await writeFile(pathOf(name), content);
    },
    read: (name) => contentIfThere(pathOf(name)),
    list: async () => (await filesBelow(root)).map((path) => basename(path)),
  };
}

async function contentIfThere(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (absent.has(error.code ?? '')) return undefined;
    throw error;
  });
}

/** Also for what has a name that no file can have. */
const absent: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);
