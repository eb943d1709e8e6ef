import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { silentLogger } from '@panda-pilot/core';
import { type Credential, noCredential } from '@panda-pilot/credentials';
import { createTestAuthority, needsTool, type TestHolder, tree } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isPandaServerError, pilotErrorFor } from '../src/index.ts';
import { createTransport, type ServerRequest } from '../src/transport/transport.ts';
import { createTrustStore } from '../src/transport/trust-store.ts';
import { authority, delegated, host, proxyOf, tlsIdentity, user } from './grid.ts';

const get: ServerRequest = { method: 'isAlive', verb: 'GET', path: '/', headers: {}, repeatable: true };

/** OpenSSL's own server, which demands a certificate and verifies it as Apache does. Resolves with its port. */
async function opensslServer(directory: string, version: string): Promise<number> {
  const identity = ['-cert', join(directory, 'host.pem'), '-key', join(directory, 'host.key')];
  const trust = [
    '-CAfile',
    join(directory, 'authority.pem'),
    '-Verify',
    '5',
    '-verify_return_error',
    '-allow_proxy_certs',
  ];
  const server = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', '-www', version, ...identity, ...trust], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const closed = once(server, 'close');
  onTestFinished(async () => {
    server.kill('SIGKILL');
    await closed;
  });
  for await (const line of createInterface(server.stdout)) {
    const port = /^ACCEPT \S*:(\d+)/.exec(line)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error('openssl has not told its port');
}

async function meeting(version: string, credential: Credential) {
  const { key, cert } = tlsIdentity(host);
  const directory = await tree({
    'host.pem': cert,
    'host.key': key,
    'authority.pem': authority.certificate.pem,
  });
  const caDirectory = await tree(authority.files({ revocations: authority.revoke([]) }));
  const transport = createTransport({
    url: new URL(`https://localhost:${await opensslServer(directory, version)}`),
    credentials: { current: () => Promise.resolve(credential) },
    timeoutMs: 30_000,
    maxAnswerBytes: 100_000,
    trust: createTrustStore({ caDirectory, logger: silentLogger }),
    userAgent: 'test',
    logger: silentLogger,
  });
  onTestFinished(() => transport.close());
  return transport;
}

const proxies: readonly (readonly [string, () => TestHolder])[] = [
  ['of RFC 3820', () => delegated()],
  ['of a proxy', () => delegated('production', delegated('pilot'))],
  ['with a limited right', () => user.delegate({ rights: 'limited' })],
];

describe.skipIf(needsTool('openssl')).each(['-tls1_2', '-tls1_3'])('OpenSSL, with %s', (version) => {
  it.each(proxies)('takes a proxy %s', async (_, make) => {
    const transport = await meeting(version, await proxyOf(make()));
    await expect(transport.send(get)).resolves.toMatchObject({ status: 200 });
  });

  it.each<[string, () => Promise<Credential>, number]>([
    ['a proxy that has expired', () => proxyOf(expired()), 1373],
    ['a proxy of a foreign authority', () => proxyOf(foreign()), 1163],
  ])('denies access to %s', async (_, credential, code) => {
    const transport = await meeting(version, await credential());
    const error: unknown = await transport.send(get).catch((reason: unknown) => reason);
    if (!isPandaServerError(error, 'denied')) throw error;
    expect(error.retryable).toBe(false);
    expect(pilotErrorFor(error).code).toBe(code);
  });
});

it.skipIf(needsTool('openssl'))('denies access to nobody, and says so with TLS 1.3', async () => {
  const transport = await meeting('-tls1_3', noCredential);
  await expect(transport.send(get)).rejects.toMatchObject({ kind: 'denied', serverMessage: 'certificate required' });
});

function expired(): TestHolder {
  return user.delegate({ notBefore: new Date(Date.now() - 7_200_000), notAfter: new Date(Date.now() - 3_600_000) });
}

function foreign(): TestHolder {
  return createTestAuthority('/CN=Foreign').issue('/CN=Foreign Pilot').delegate();
}
