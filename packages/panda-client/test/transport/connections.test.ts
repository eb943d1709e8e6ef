import { PilotError, silentLogger } from '@panda-pilot/core';
import { type Credential, noCredential, secret } from '@panda-pilot/credentials';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createConnections } from '../../src/transport/connections.ts';
import { createTransport, type ServerRequest, type Transport } from '../../src/transport/transport.ts';
import { createTrustStore } from '../../src/transport/trust-store.ts';
import { authority, delegated, proxyOf, tlsServer, user } from '../grid.ts';
import { scriptedServer } from '@panda-pilot/testkit';

const get: ServerRequest = { method: 'system/is_alive', verb: 'GET', path: '/alive', headers: {}, repeatable: true };
const trust = createTrustStore({ trustedAuthorities: [authority.certificate.pem], logger: silentLogger });

function transportTo(url: string, current: () => Promise<Credential>): Transport {
  const transport = createTransport({
    url: new URL(url),
    credentials: { current },
    timeoutMs: 5000,
    maxAnswerBytes: 1000,
    trust,
    userAgent: 'test',
    logger: silentLogger,
  });
  onTestFinished(() => transport.close());
  return transport;
}

it('gives an address of several the time of a packet that is sent again', async () => {
  const connections = createConnections({ url: new URL('https://h.org'), idleConnectionMs: 1, connectMs: 1, trust });
  onTestFinished(() => connections.close());
  expect(await connections.agentFor(noCredential)).toMatchObject({
    options: { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 1500 },
  });
});

describe('a proxy', () => {
  it('is shown with the certificates above it, once for many calls', async () => {
    const server = await tlsServer();
    const holder = delegated();
    const proxy = await proxyOf(holder);
    const transport = transportTo(server.url, () => Promise.resolve(proxy));
    for (let call = 0; call < 3; call += 1) await transport.send(get);
    expect(server.connections).toEqual([
      { shown: [holder.certificate.subject, user.certificate.subject], isResumed: false },
    ]);
  });

  it('is not shown where nobody is asked for', async () => {
    const server = await tlsServer();
    const proxy = await proxyOf(delegated());
    const transport = transportTo(server.url, () => Promise.resolve(proxy));
    await transport.send(get);
    await transport.send({ ...get, anonymous: true });
    expect(server.connections.map(({ shown }) => shown.length)).toEqual([2, 0]);
  });

  it('has no session resumed, however many connections there are', async () => {
    const server = await tlsServer(undefined, 30);
    const proxy = await proxyOf(delegated());
    const transport = transportTo(server.url, () => Promise.resolve(proxy));
    for (let round = 0; round < 2; round += 1) {
      await Promise.all(Array.from({ length: 4 + 4 * round }, () => transport.send(get)));
    }
    expect(server.connections).toHaveLength(8);
    expect(server.connections.filter(({ isResumed }) => isResumed)).toEqual([]);
  });

  it('that was renewed is shown at the next call, and the call before it comes to its end', async () => {
    const server = await tlsServer(undefined, 100);
    const holders = [delegated(), delegated()];
    const proxies = await Promise.all(holders.map(proxyOf));
    const transport = transportTo(server.url, () => Promise.resolve(proxies.shift() ?? noCredential));
    const before = transport.send(get);
    await expect.poll(server.requestCount, { interval: 5 }).toBe(1);
    const after = transport.send(get);
    await expect(Promise.all([before, after])).resolves.toEqual([
      { status: 200, body: 'ok' },
      { status: 200, body: 'ok' },
    ]);
    expect(server.connections.map(({ shown }) => shown[0])).toEqual(
      holders.map(({ certificate }) => certificate.subject),
    );
  });

  it('with the key of another cannot be used', async () => {
    const server = await tlsServer();
    const [one, other] = [await proxyOf(delegated()), await proxyOf(delegated())];
    const transport = transportTo(server.url, () => Promise.resolve({ ...one, privateKey: other.privateKey }));
    const sent = transport.send(get);
    await expect(sent).rejects.toBeInstanceOf(PilotError);
    await expect(sent).rejects.toMatchObject({ code: 1163 });
    expect(server.connections).toEqual([]);
  });

  it('cannot be shown without TLS: over a network the call is refused, on this machine it goes without', async () => {
    const proxy = await proxyOf(delegated());
    const far = transportTo('http://192.0.2.1:25080', () => Promise.resolve(proxy));
    await expect(far.send(get)).rejects.toMatchObject({
      kind: 'untrusted',
      message: expect.stringContaining('a proxy is shown over https only') as string,
    });
    const server = await scriptedServer({ answers: [{ body: 'ok' }] });
    await expect(transportTo(server.url, () => Promise.resolve(proxy)).send(get)).resolves.toMatchObject({
      body: 'ok',
    });
  });

  it('is no authority: a server with a certificate of its making is not talked to', async () => {
    const proxy = await proxyOf(delegated());
    const forged = delegated('production', user).delegate({ subject: '/CN=localhost' });
    const server = await tlsServer({
      key: forged.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      cert: forged.chain.map(({ pem }) => pem).join(''),
    });
    const transport = transportTo(server.url, () => Promise.resolve(proxy));
    await expect(transport.send(get)).rejects.toMatchObject({ kind: 'untrusted' });
    expect(server.requestCount()).toBe(0);
  });
});

it('a token and a proxy have connections of their own', async () => {
  const server = await tlsServer();
  const token: Credential = { kind: 'token', token: secret('t'), origin: 'atlas:production', audience: [] };
  const shown: Credential[] = [token, await proxyOf(delegated()), token];
  const transport = transportTo(server.url, () => Promise.resolve(shown.shift() ?? noCredential));
  for (let call = 0; call < 3; call += 1) await transport.send(get);
  expect(server.connections.map(({ shown }) => shown.length)).toEqual([0, 2]);
});
