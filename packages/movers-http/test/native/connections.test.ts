import { silentLogger } from '@panda-pilot/core';
import { tree } from '@panda-pilot/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { https } from '../../src/index.ts';
import { toolsWith } from '../http-fixture.ts';
import { startRevocableServer } from '../revocable-server.ts';

const options = { signal: new AbortController().signal, timeoutMs: 5_000, logger: silentLogger };
let server: Awaited<ReturnType<typeof startRevocableServer>>;

beforeAll(async () => {
  server = await startRevocableServer();
});
afterAll(() => server.close());

it.each([
  ['no list', () => ({}), 'an answer'],
  ['a list that names nobody', () => ({ revocations: server.authority.revoke([]) }), 'an answer'],
  ['a list that names the server', () => ({ revocations: server.revoked }), /is revoked/],
])('with %s at the authority there is %s', async (_list, files, expected) => {
  server.asked.length = 0;
  const caDirectory = await tree(server.authority.files(files()));
  const mover = https.create(https.parseOptions({ caDirectory, credential: 'none' }), toolsWith());
  const stat = mover.stat(server.file, options);
  if (typeof expected === 'string') {
    expect(await stat).toEqual({ size: 7 });
    return;
  }
  await expect(stat).rejects.toMatchObject({ kind: 'denied', message: expect.stringMatching(expected) });
  expect(server.asked).toEqual([]);
});

it('counts for nothing where browsers vouch for servers', async () => {
  const caDirectory = await tree(server.authority.files({ revocations: server.revoked }));
  const mover = https.create(https.parseOptions({ caDirectory, credential: 'none', trust: 'web' }), toolsWith());
  expect(await mover.stat(server.file, options)).toEqual({ size: 7 });
});
