import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { describeMover } from '@panda-pilot/movers-core/conformance';
import { needsNginx, type NginxServer, startNginx, tempDir } from '@panda-pilot/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { davs } from '../src/index.ts';
import { fixtureAt, toolsWith } from './http-fixture.ts';

const options = { signal: new AbortController().signal, timeoutMs: 10_000, logger: silentLogger };

describe.skipIf(needsNginx())('davs against nginx, which knows no checksums', () => {
  let server: NginxServer;
  beforeAll(async () => {
    server = await startNginx();
  });
  afterAll(() => server.stop());

  const moverWith = (settings: Record<string, unknown>) =>
    davs.create(davs.parseOptions({ credential: 'none', checksums: [], ...settings }), toolsWith());
  const weaknesses = { refusedNames: ['hash#tag?query'] };
  const storage = () => server;
  describeMover(
    'davs, in place',
    fixtureAt(storage, () => moverWith({}), weaknesses),
  );
  describeMover(
    'davs, by a part',
    fixtureAt(storage, () => moverWith({ put: 'part' }), weaknesses),
  );

  it.each([
    [403, 'denied'],
    [500, 'other'],
    [503, 'offline'],
    [507, 'no-space'],
    ['drop', 'network'],
  ])('is told of %s', async (answer, kind) => {
    const directory = await tempDir();
    await writeFile(join(directory, 'source'), 'content');
    const url = new URL(`${server.url}/answer/${answer}/file`);
    const mover = moverWith({});
    await expect(mover.put(join(directory, 'source'), url, options)).rejects.toMatchObject({ kind });
    await expect(mover.get(url, join(directory, 'copy'), options)).rejects.toMatchObject({ kind });
    await expect(mover.stat(url, options)).rejects.toMatchObject({ kind });
  });
});
