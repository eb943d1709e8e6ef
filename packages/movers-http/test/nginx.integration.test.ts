import { readFile, writeFile } from 'node:fs/promises';
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

  it('sends each byte of a download once, however often the line is cut', async () => {
    const directory = await tempDir();
    await server.plant('/cut', Buffer.alloc(3_000_000, 'some content '));
    const { connections, served } = server.gateway;
    const [before, sent] = [connections(), served()];
    server.gateway.treat({ cut: { from: 'server', after: 1_000_000 }, times: 2 });
    const receipt = await moverWith({}).get(new URL(`${server.url}/cut`), join(directory, 'copy'), options);
    expect(receipt).toMatchObject({ bytes: 3_000_000 });
    expect(await readFile(join(directory, 'copy'))).toEqual(Buffer.alloc(3_000_000, 'some content '));
    expect(connections() - before).toBe(3);
    // Three heads, and what was under way when the line was cut; from the beginning each time it would be 5 MB.
    expect(served() - sent).toBeLessThan(3_300_000);
  });

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
