import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mover, MoverDefinition, MoverTools, ToolOptions } from '@panda-pilot/movers-core';
import type { MakeFixture, MoverWeaknesses } from '@panda-pilot/movers-core/conformance';
import { tempDir, type XrootdServer } from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';

/** A name with `?` ends the path for every xroot client. */
const weaknesses: MoverWeaknesses = { refusedNames: ['hash#tag?query'], longTransferBytes: 128 * 2 ** 20 };

/** Commands run where the server is. */
export function toolsAt({ enter }: XrootdServer): MoverTools {
  const [file = '', ...words] = enter;
  return {
    runCommand: (tool, args, options) => runCommand(file, [...words, tool, ...args], options),
    fetch: () => Promise.reject(new Error('xrdcp asks no web server')),
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent' },
  };
}

/** Each test has a directory of the server to itself. */
export function fixtureAt(
  server: () => XrootdServer,
  definition: MoverDefinition<ToolOptions>,
  settings: Partial<ToolOptions> = {},
): MakeFixture {
  let count = 0;
  return async () => {
    const { url, root, plant } = server();
    const directory = `test-${process.pid}-${definition.name}-${++count}`;
    const mover: Mover = definition.create(definition.parseOptions(settings), toolsAt(server()));
    const pathOf = (name: string): string => `/${directory}/${name}`;
    const names = async (): Promise<readonly string[]> => {
      const found = await readdir(join(root, directory), { recursive: true, withFileTypes: true }).catch(() => []);
      return found.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    };
    return {
      mover,
      directory: await tempDir(),
      weaknesses,
      url: (name) => new URL(`${url}/${pathOf(name).split('/').map(encodeURIComponent).join('/')}`),
      plant: (name, content) => plant(pathOf(name), content),
      read: async (name) =>
        (await names()).includes(name.split('/').at(-1) ?? '') ? readFile(join(root, pathOf(name))) : undefined,
      list: names,
    };
  };
}
