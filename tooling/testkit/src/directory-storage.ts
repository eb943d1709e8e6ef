import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

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
  const list = async (): Promise<readonly string[]> => {
    const found = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    return found.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  };
  return {
    pathOf,
    async plant(name, content) {
      await mkdir(dirname(pathOf(name)), { recursive: true });
      await writeFile(pathOf(name), content);
    },
    read: async (name) => ((await list()).includes(name.split('/').at(-1) ?? '') ? readFile(pathOf(name)) : undefined),
    list,
  };
}
