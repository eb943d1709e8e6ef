import { once } from 'node:events';
import { createServer as createTcpServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestAuthority, tree } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { authority, delegated, host, proxyOf, tlsIdentity, tlsServer } from '../grid.ts';
import { accepted, testClient, token } from '../test-client.ts';
import { scriptedServer } from '@panda-pilot/testkit';

const listen = async (server: Server, scheme = 'https'): Promise<string> => {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `${scheme}://localhost:${(server.address() as AddressInfo).port}`;
};

/** A TLS server that counts what it can read of its clients. */
async function eavesdropper(identity = tlsIdentity(host)): Promise<{ url: string; bytesRead: () => number }> {
  let bytes = 0;
  const server = createServer(identity, (socket) => {
    socket.on('data', (chunk) => (bytes += chunk.length)).on('error', () => undefined);
  }).on('tlsClientError', () => undefined);
  return { url: await listen(server), bytesRead: () => bytes };
}

describe('a server that a CA directory is asked about', () => {
  it('is talked to when all is well, down one connection', async () => {
    const caDirectory = await tree(authority.files({ revocations: authority.revoke([]) }));
    const { port, requests } = await scriptedServer({ tls: tlsIdentity(host), answers: [accepted(null)] });
    const client = testClient(`https://localhost:${port}`, { caDirectory });
    for (let call = 0; call < 3; call += 1) await expect(client.isAlive()).resolves.toBe(true);
    expect(requests.map(({ connection }) => connection)).toEqual([1, 1, 1]);
  });

  it('takes many calls at once', async () => {
    const caDirectory = await tree(authority.files());
    const { port } = await scriptedServer({ tls: tlsIdentity(host), answers: [accepted(null)] });
    const client = testClient(`https://localhost:${port}`, { caDirectory });
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.isAlive()));
    expect(answers).toEqual(Array.from({ length: 20 }, () => true));
  });

  const foreign = createTestAuthority('/CN=Foreign');
  it.each([
    [
      'has been revoked',
      { ...authority.files({ revocations: authority.revoke([host.certificate.serial]) }) },
      /is revoked/,
    ],
    ['is of an authority that is not there', foreign.files(), /unable to|self-signed|issuer/],
    ['is asked of an empty directory', { README: '' }, /unable to|self-signed|issuer/],
  ])('%s is refused before it can read a byte', async (_, files, reason) => {
    const server = await eavesdropper();
    const client = testClient(server.url, { caDirectory: await tree(files), credential: token });
    const update = client.updateJob({ jobId: 1, state: 'running' });
    await expect(update).rejects.toMatchObject({ kind: 'untrusted', retryable: false });
    await expect(update).rejects.toThrow(reason);
    await sleep(50);
    expect(server.bytesRead()).toBe(0);
  });

  it('of another name is refused', async () => {
    const caDirectory = await tree(authority.files());
    const server = await eavesdropper(tlsIdentity(authority.issue('/DC=test/CN=not.the.host')));
    const client = testClient(server.url, { caDirectory });
    await expect(client.updateJob({ jobId: 1, state: 'running' })).rejects.toMatchObject({ kind: 'untrusted' });
    expect(server.bytesRead()).toBe(0);
  });

  const anHour = 3_600_000;
  it.each([
    ['certificate has expired', { notBefore: new Date(0), notAfter: new Date(Date.now() - anHour) }],
    ['certificate is not yet valid', { notBefore: new Date(Date.now() + anHour) }],
  ])('%s: that may be the fault of this node’s clock', async (words, validity) => {
    const caDirectory = await tree(authority.files());
    const server = await eavesdropper(tlsIdentity(authority.issue('/DC=test/CN=localhost', validity)));
    const client = testClient(server.url, { caDirectory });
    await expect(client.isAlive()).rejects.toMatchObject({
      kind: 'untrusted',
      message: expect.stringMatching(new RegExp(`${words} by the clock of this node, 20\\d\\d-`)) as string,
    });
  });

  it('may be one that nobody can ask about: the directory is not there', async () => {
    const { url, connections } = await tlsServer();
    const client = testClient(url, { caDirectory: '/nowhere/certificates', credential: await proxyOf(delegated()) });
    await expect(client.updateJob({ jobId: 1, state: 'running' })).rejects.toMatchObject({
      kind: 'untrusted',
      message: expect.stringContaining('the CA directory cannot be read: /nowhere/certificates') as string,
    });
    expect(connections).toEqual([]);
  });

  it('that does not speak TLS, or is not there, is unreachable', async () => {
    const caDirectory = await tree(authority.files());
    const plain = await scriptedServer({ answers: [accepted(null)] });
    for (const url of [`https://127.0.0.1:${plain.port}`, 'https://localhost:1']) {
      await expect(testClient(url, { caDirectory }).isAlive()).rejects.toMatchObject({ kind: 'unreachable' });
    }
  });

  it('that says nothing holds no caller past its limit, and no connection past the client’s end', async () => {
    const sockets = new Set<object>();
    const silent = createTcpServer((socket) => {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => sockets.delete(socket))
        .resume();
    });
    const url = await listen(silent);
    const client = testClient(url, { caDirectory: await tree(authority.files()), timeoutMs: 150 });
    const startedAt = performance.now();
    await expect(client.isAlive()).rejects.toMatchObject({ kind: 'timed-out' });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    await expect(client.isAlive({ timeoutMs: 20 })).rejects.toMatchObject({ kind: 'timed-out' });
    await expect.poll(() => sockets.size).toBeGreaterThan(0);
    client.close();
    await expect.poll(() => sockets.size).toBe(0);
  });
});
