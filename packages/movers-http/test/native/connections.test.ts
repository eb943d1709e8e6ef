import { once } from 'node:events';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { silentLogger } from '@panda-pilot/core';
import { createTestAuthority, testExtension, tree } from '@panda-pilot/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { https } from '../../src/index.ts';
import { toolsWith } from '../http-fixture.ts';

const options = { signal: new AbortController().signal, timeoutMs: 5_000, logger: silentLogger };
const authority = createTestAuthority('/DC=test/CN=Authority');
const localhost = Buffer.concat([Buffer.from([0x30, 11, 0x82, 9]), Buffer.from('localhost')]);
const host = authority.issue('/DC=test/CN=localhost', { extensions: [testExtension('2.5.29.17', false, localhost)] });
const revoked = authority.revoke([host.certificate.serial]);
const asked: string[] = [];
const server = createServer(
  { cert: host.certificate.pem, key: host.privateKey.export({ format: 'pem', type: 'pkcs8' }) } satisfies ServerOptions,
  (request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-length', 7);
    response.end();
  },
);

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it.each([
  ['no list', {}, 'an answer'],
  ['a list that names nobody', { revocations: authority.revoke([]) }, 'an answer'],
  ['a list that names the server', { revocations: revoked }, /is revoked/],
])('with %s at the authority there is %s', async (_list, files, expected) => {
  asked.length = 0;
  const caDirectory = await tree(authority.files(files));
  const mover = https.create(https.parseOptions({ caDirectory, credential: 'none' }), toolsWith());
  const { port } = server.address() as AddressInfo;
  const stat = mover.stat(new URL(`https://localhost:${port}/file`), options);
  if (typeof expected === 'string') {
    expect(await stat).toEqual({ size: 7 });
    return;
  }
  await expect(stat).rejects.toMatchObject({ kind: 'denied', message: expect.stringMatching(expected) });
  expect(asked).toEqual([]);
});

it('counts for nothing where browsers vouch for servers', async () => {
  const caDirectory = await tree(authority.files({ revocations: revoked }));
  const mover = https.create(https.parseOptions({ caDirectory, credential: 'none', trust: 'web' }), toolsWith());
  const { port } = server.address() as AddressInfo;
  expect(await mover.stat(new URL(`https://localhost:${port}/file`), options)).toEqual({ size: 7 });
});
