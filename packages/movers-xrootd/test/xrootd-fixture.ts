import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseQueuedata, silentLogger } from '@panda-pilot/core';
import {
  createTransferEngine,
  type Mover,
  type MoverDefinition,
  type MoverTools,
  type ToolOptions,
  type TransferEngine,
} from '@panda-pilot/movers-core';
import type { MakeFixture, MoverWeaknesses } from '@panda-pilot/movers-core/conformance';
import {
  createGridCredentials,
  directoryStorage,
  type GridCredentials,
  startXrootd,
  tempDir,
  type XrootdServer,
} from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

/** A name with `?` ends the path for every xroot client. */
const weaknesses: MoverWeaknesses = {
  refusedNames: ['hash#tag?query'],
  longTransferBytes: 128 * 2 ** 20,
  // The last plain write is cut, and nobody says so.
  fullStorage: ['no-space', 'size-mismatch'],
};

/** Commands run where the server is, with what credentials they need. */
export function toolsAt(
  { enter }: Pick<XrootdServer, 'enter'>,
  credentials?: Pick<GridCredentials, 'environment'>,
): MoverTools {
  const [file = '', ...words] = enter;
  return {
    runCommand: (tool, args, options) => runCommand(file, [...words, tool, ...args], options),
    fetch: () => Promise.reject(new Error('xrdcp asks no web server')),
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', ...credentials?.environment },
  };
}

/** Each test has a directory of the server to itself. */
export function fixtureAt(
  server: () => XrootdServer,
  definition: MoverDefinition<ToolOptions>,
  credentials?: () => GridCredentials,
): MakeFixture {
  let count = 0;
  return async () => {
    const { url, root, plant } = server();
    const directory = `test-${process.pid}-${definition.name}-${++count}`;
    const mover: Mover = definition.create(definition.parseOptions({}), toolsAt(server(), credentials?.()));
    const pathOf = (name: string): string => `/${directory}/${name}`;
    return {
      mover,
      directory: await tempDir(),
      weaknesses,
      url: (name) => new URL(`${url}/${pathOf(name).split('/').map(encodeURIComponent).join('/')}`),
      ...directoryStorage(join(root, directory)),
      plant: (name, content) => plant(pathOf(name), content),
    };
  };
}

/** Tries once in, twice out, without pauses. */
export function engineOf(mover: Mover): TransferEngine {
  return createTransferEngine({
    movers: () => Promise.resolve(mover),
    queuedata: parseQueuedata(
      JSON.stringify({ nickname: 'QUEUE', copytool: 'xrdcp', stageinretry: 1, stageoutretry: 2 }),
    ),
    logger: silentLogger,
    onEvent: () => undefined,
    limits: { backOffMs: 1 },
  });
}

/** Bytes that a file has by now; none where it is missing. */
export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Opens a way to the server on which `<intact>` becomes `<INTACT>`, until the test ends. */
export async function openProxy({ enter }: Pick<XrootdServer, 'enter'>, port: number): Promise<void> {
  const [file = '', ...words] = enter;
  const program = join(import.meta.dirname, 'drivers/damaging-proxy.mjs');
  const proxy = spawn(file, [...words, process.execPath, program, String(port), '1094'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void proxy.kill('SIGKILL'));
  await once(proxy.stdout, 'data');
}

/** A server for all tests around, which wants GSI of everybody, and the credentials that it takes. */
export function useGsiServer(): { readonly server: () => XrootdServer; readonly credentials: () => GridCredentials } {
  let started: { readonly credentials: GridCredentials; readonly server: XrootdServer } | undefined;
  beforeAll(async () => {
    const credentials = await createGridCredentials();
    started = { credentials, server: await startXrootd({ credentials }) };
  });
  afterAll(async () => {
    await started?.server.stop();
    await started?.credentials.remove();
  });
  const running = (): NonNullable<typeof started> => {
    if (started === undefined) throw new Error('the server is not up');
    return started;
  };
  return { server: () => running().server, credentials: () => running().credentials };
}
