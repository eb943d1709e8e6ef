import { join } from 'node:path';
import type { MoverDefinition, MoverTools, ToolOptions } from '@panda-pilot/movers-core';
import type { MakeFixture } from '@panda-pilot/movers-core/conformance';
import {
  createGridCredentials,
  directoryStorage,
  type GridCredentials,
  type GridftpServer,
  startGridftp,
  tempDir,
} from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import { afterAll, beforeAll } from 'vitest';

/** What a test file shares. */
export interface Grid {
  readonly server: GridftpServer;
  readonly credentials: GridCredentials;
}

/** One server for all tests around. */
export function useGridftp(): () => Grid {
  let grid: Grid | undefined;
  beforeAll(async () => {
    const credentials = await createGridCredentials();
    grid = { credentials, server: await startGridftp(credentials) };
  });
  afterAll(async () => {
    await grid?.server.stop();
    await grid?.credentials.remove();
  });
  return () => {
    if (grid === undefined) throw new Error('the server is not up');
    return grid;
  };
}

/** Commands run where the server is, as the user whom it takes. */
export function toolsAt({ server, credentials }: Grid, proxy = credentials.proxy): MoverTools {
  const [enter = '', ...words] = server.enter;
  return {
    runCommand: (tool, args, options) => runCommand(enter, [...words, tool, ...args], options),
    fetch: () => Promise.reject(new Error('no web server here')),
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', ...credentials.environment, X509_USER_PROXY: proxy },
  };
}

/** Each test has a directory of the server to itself. */
export function fixtureAt(grid: () => Grid, definition: MoverDefinition<ToolOptions>): MakeFixture {
  let count = 0;
  return async () => {
    const { server } = grid();
    const directory = `${definition.name}-${++count}`;
    const storage = directoryStorage(join(server.root, directory));
    return {
      mover: definition.create(definition.parseOptions({}), toolsAt(grid())),
      directory: await tempDir(),
      weaknesses: { longTransferBytes: 256 * 2 ** 20 },
      url: (name) => new URL(`${server.url}${storage.pathOf(name).split('/').map(encodeURIComponent).join('/')}`),
      ...storage,
    };
  };
}
