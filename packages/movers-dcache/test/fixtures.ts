import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { readFile, rm, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createAdler32 } from '@panda-pilot/core';
import type { MoverDefinition, Mover } from '@panda-pilot/movers-core';
import { directoryStorage, type FakeTool, type FakeTools, fakeTools, tempDir } from '@panda-pilot/testkit';
import type { MakeFixture } from '@panda-pilot/movers-core/conformance';
import { runCommand } from '@panda-pilot/timed-command';
import { onTestFinished } from 'vitest';
import type { DcacheOptions } from '../src/index.ts';

/** The mover with programs of this PATH. */
export function moverWith(
  definition: MoverDefinition<DcacheOptions>,
  env: Readonly<Record<string, string>>,
  settings: Partial<DcacheOptions> = {},
): Mover {
  return definition.create(definition.parseOptions(settings), {
    runCommand: (file, args, options) => runCommand(file, args, options),
    fetch: (input, init) => fetch(input, init),
    env,
  });
}

/** The mover with these programs instead of real ones. */
export async function fakeDccp(
  definition: MoverDefinition<DcacheOptions>,
  tools: Readonly<Record<string, FakeTool>>,
  settings: Partial<DcacheOptions> = {},
): Promise<FakeTools & { readonly mover: Mover }> {
  const fakes = await fakeTools(tools);
  return { ...fakes, mover: moverWith(definition, { PATH: fakes.directory }, settings) };
}

/** dccp in front of a door whose pools are a directory: files are written once, and directories made. */
export function dccpOver(root: string): FakeTool {
  return {
    script: `set -u; PATH=/usr/bin:/bin
for word; do [ "$word" = -A ] || words+=("$word"); done
from=\${words[0]/#dcap:\\/\\/door:22125/'${root}'}; to=\${words[1]/#dcap:\\/\\/door:22125/'${root}'}
[ -f "$from" ] || { echo "Failed open file in the dCache."; echo "Can't open source file : No such file or directory" >&2
  echo "System error: No such file or directory" >&2; exit 255; }
[ "$to" = "\${words[1]}" ] || { [ ! -e "$to" ] || { echo "File is readOnly" >&2; exit 255; }; mkdir -p "$(dirname "$to")"; }
[ "$(stat -c %s "$from")" -lt 30000000 ] || sleep 0.4
cp "$from" "$to" || exit 255; echo "$(stat -c %s "$to") bytes in 0 seconds" >&2`,
  };
}

/** A dCache that is a directory: `dccp` goes by its dcap door, the rest by its WebDAV door. */
export function doorFixture(definition: MoverDefinition<DcacheOptions>): MakeFixture {
  return async () => {
    const root = await tempDir();
    const storage = directoryStorage(root);
    const settings = { checksums: ['adler32'], door: await startDoor(root) } as const;
    const { mover } = await fakeDccp(definition, { dccp: dccpOver(root) }, settings);
    return {
      mover,
      directory: await tempDir(),
      weaknesses: { refusedNames: ['hash#tag?query'], longTransferBytes: 30_000_000 },
      url: (name) => new URL(`dcap://door:22125/${name.split('/').map(encodeURIComponent).join('/')}`),
      ...storage,
    };
  };
}

/** A WebDAV door over a directory, as far as it is asked here. */
async function startDoor(root: string): Promise<string> {
  const { pathOf } = directoryStorage(root);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathOf(decodeURIComponent(request.url ?? ''));
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) response.statusCode = 404;
    else if (request.method === 'DELETE') await rm(path, { force: true });
    else if (request.headers['want-digest'] === undefined) response.setHeader('content-length', found.size);
    else {
      const sum = createAdler32();
      sum.update(await readFile(path));
      response.setHeader('digest', `adler32=${sum.digest().value}`);
    }
    response.end();
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
