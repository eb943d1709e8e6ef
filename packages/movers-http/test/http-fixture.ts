import { join } from 'node:path';
import type { Mover, MoverTools } from '@panda-pilot/movers-core';
import type { MakeFixture, MoverWeaknesses } from '@panda-pilot/movers-core/conformance';
import { directoryStorage, tempDir } from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';

/** What a mover is given: nothing of the machine's own credentials. */
export function toolsWith(env: Readonly<Record<string, string>> = {}): MoverTools {
  return {
    runCommand: (file, args, options) => runCommand(file, args, options),
    fetch: () => Promise.reject(new Error('nothing here goes by fetch')),
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', ...env },
  };
}

/** A server whose files can be looked at on this disk. */
export interface LocalStorage {
  /** Begins the URL of a file. */
  readonly url: string;
  readonly root: string;
  readonly plant: (path: string, content: Uint8Array) => Promise<void>;
}

/** Tests so far. */
let count = 0;

/** Each test has a directory of the server to itself. */
export function fixtureAt(
  storage: () => LocalStorage,
  makeMover: () => Mover,
  weaknesses?: MoverWeaknesses,
): MakeFixture {
  return async () => {
    const { url, root, plant } = storage();
    const directory = `test-${process.pid}-${++count}`;
    const pathOf = (name: string): string => `/${directory}/${name}`;
    return {
      mover: makeMover(),
      directory: await tempDir(),
      ...(weaknesses === undefined ? {} : { weaknesses }),
      url: (name) => new URL(`${url}${pathOf(name).split('/').map(encodeURIComponent).join('/')}`),
      ...directoryStorage(join(root, directory)),
      plant: (name, content) => plant(pathOf(name), content),
    };
  };
}
