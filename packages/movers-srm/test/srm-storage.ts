import { join } from 'node:path';
import type { Mover, MoverDefinition, MoverTools } from '@panda-pilot/movers-core';
import type { MakeFixture, MoverWeaknesses } from '@panda-pilot/movers-core/conformance';
import {
  createGridCredentials,
  directoryStorage,
  type GridCredentials,
  type GridftpServer,
  needsGridftp,
  needsTool,
  openNamespace,
  type SrmServer,
  startGridftp,
  startSrm,
  tempDir,
} from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import type { SrmOptions } from '../src/index.ts';

/** An SRM endpoint whose files are moved by a real GridFTP server. */
export interface SrmStorage {
  readonly srm: SrmServer;
  readonly gridftp: GridftpServer;
  readonly credentials: GridCredentials;
  /** The directory on this disk that is `/` of the storage. */
  readonly root: string;
  /** Commands run where the servers are. */
  readonly tools: MoverTools;
  readonly stop: () => Promise<void>;
}

/** True where gfal2 or a server is missing; in CI it throws instead. */
export function needsSrm(): boolean {
  return needsTool('gfal-copy', 'gfal-stat', 'gfal-sum', 'gfal-rm', 'gfal-xattr') || needsGridftp();
}

export async function startSrmStorage(): Promise<SrmStorage> {
  const credentials = await createGridCredentials();
  const namespace = await openNamespace();
  const gridftp = await startGridftp(credentials, { namespace });
  const { root } = gridftp;
  const gsiftp = (path: string): string =>
    `${gridftp.url}${join(root, path).split('/').map(encodeURIComponent).join('/')}`;
  const srm = await startSrm({
    credentials,
    namespace,
    root,
    spaces: { ATLASDATADISK: '42' },
    turl: (path, protocols) => {
      if (protocols[0] === 'file') return `file://${join(root, path)}`;
      return protocols.includes('gsiftp') ? gsiftp(path) : undefined;
    },
  });
  const [file = '', ...words] = namespace.enter;
  return {
    srm,
    gridftp,
    credentials,
    root,
    tools: {
      runCommand: (tool, args, options) => runCommand(file, [...words, tool, ...args], options),
      fetch: () => Promise.reject(new Error('gfal2 asks no web server')),
      env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', ...credentials.environment },
    },
    async stop() {
      await srm.stop();
      await gridftp.stop();
      await namespace.close();
      await credentials.remove();
    },
  };
}

/** gfal2 2.21 stores such a name under another one. */
const weaknesses: MoverWeaknesses = { refusedNames: ['ünïcode-日本.root', 'ünïcode'] };

/** Each test has a directory of the storage to itself. */
export function fixtureAt(
  storage: () => SrmStorage,
  definition: MoverDefinition<SrmOptions>,
  settings: Partial<SrmOptions> = {},
): MakeFixture {
  let count = 0;
  return async () => {
    const { root, srm, tools } = storage();
    const directory = `/${definition.name}-${++count}`;
    const mover: Mover = definition.create(definition.parseOptions(settings), tools);
    return {
      mover,
      directory: await tempDir(),
      weaknesses,
      url: (name) => srm.url(`${directory}/${name}`),
      ...directoryStorage(join(root, directory)),
    };
  };
}
