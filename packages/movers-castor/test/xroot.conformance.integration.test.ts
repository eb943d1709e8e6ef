import { join } from 'node:path';
import { describeMover, type MakeFixture } from '@panda-pilot/movers-core/conformance';
import {
  directoryStorage,
  needsXrootd,
  serverExtremes,
  startXrootd,
  tempDir,
  type XrootdServer,
} from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import { afterAll, beforeAll, describe } from 'vitest';
import { rfcp } from '../src/index.ts';

let server: XrootdServer;
let count = 0;

describe.skipIf(needsXrootd())('where xroot took the place of CASTOR', () => {
  beforeAll(async () => {
    server = await startXrootd();
  });
  afterAll(() => server.stop());

  const makeFixture: MakeFixture = async () => {
    const [file = '', ...words] = server.enter;
    const directory = `/eos-${++count}`;
    const storage = directoryStorage(join(server.root, directory));
    const settings = { xroot: server.url, copyPrefix: [{ from: 'srm://old/castor', to: `srm://old${directory}` }] };
    return {
      mover: rfcp.create(rfcp.parseOptions(settings), {
        runCommand: (tool, args, options) => runCommand(file, [...words, tool, ...args], options),
        fetch: () => Promise.reject(new Error('xroot asks no web server')),
        env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent' },
      }),
      directory: await tempDir(),
      weaknesses: {
        refusedNames: ['hash#tag?query', 'semi;colon:colon,comma@at'],
        longTransferBytes: 128 * 2 ** 20,
      },
      url: (name) => new URL(`srm://old/castor/${name.split('/').map(encodeURIComponent).join('/')}`),
      ...storage,
      plant: (name, content) => server.plant(`${directory}/${name}`, content),
    };
  };
  describeMover(
    'rfcp',
    makeFixture,
    serverExtremes(() => server),
  );
});
