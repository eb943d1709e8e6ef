import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Mover, MoverTools } from '@panda-pilot/movers-core';
import type { MakeFixture, MoverWeaknesses } from '@panda-pilot/movers-core/conformance';
import { tempDir } from '@panda-pilot/testkit';
import { cp } from '../src/index.ts';

/** cp starts no command and asks no server. */
export const noTools: MoverTools = {
  runCommand: () => Promise.reject(new Error('cp starts no command')),
  fetch: () => Promise.reject(new Error('cp asks no server')),
  env: {},
};

export const makeCpFixture = onDisk(() => cp.create(cp.parseOptions(undefined), noTools));

/** A mover whose storage is a directory of this test's own. */
export function onDisk(makeMover: () => Mover | Promise<Mover>, weaknesses: MoverWeaknesses = {}): MakeFixture {
  return async () => {
    const [storage, directory] = [await tempDir(), await tempDir()];
    const pathOf = (name: string): string => join(storage, name);
    return {
      mover: await makeMover(),
      directory,
      weaknesses,
      pathOf,
      url: (name) => pathToFileURL(pathOf(name)),
      async plant(name, content) {
        await mkdir(dirname(pathOf(name)), { recursive: true });
        // A file of its own: what stands there may be a link to somebody's source.
        await rm(pathOf(name), { force: true });
        await writeFile(pathOf(name), content);
      },
      async read(name) {
        return (await readdir(storage)).includes(name.split('/')[0] ?? '') ? readFile(pathOf(name)) : undefined;
      },
      async list() {
        const found = await readdir(storage, { recursive: true, withFileTypes: true });
        return found.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
      },
    };
  };
}
