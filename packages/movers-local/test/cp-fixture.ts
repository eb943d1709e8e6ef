import { rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Mover, MoverTools } from '@panda-pilot/movers-core';
import type { MakeFixture, MoverWeaknesses } from '@panda-pilot/movers-core/conformance';
import { directoryStorage, tempDir } from '@panda-pilot/testkit';
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
    const storage = directoryStorage(await tempDir());
    return {
      mover: await makeMover(),
      directory: await tempDir(),
      weaknesses,
      url: (name) => pathToFileURL(storage.pathOf(name)),
      ...storage,
      async plant(name, content) {
        // A file of its own: what stands there may be a link to somebody's source.
        await rm(storage.pathOf(name), { force: true });
        await storage.plant(name, content);
      },
    };
  };
}
