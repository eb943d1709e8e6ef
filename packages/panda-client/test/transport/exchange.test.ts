import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { scriptedServer } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { accepted, testClient } from '../test-client.ts';

const pem = (name: string): string => readFileSync(join(import.meta.dirname, '../fixtures/tls', name), 'utf8');
const identity = (name: string): { key: string; cert: string } => ({
  key: pem(`${name}.key`),
  cert: pem(`${name}.pem`),
});
const trustedAuthorities = [pem('authority.pem')];

/** A TLS server that counts what it can read of its clients. */
async function eavesdropper(name: string): Promise<{ url: string; bytesRead: () => number }> {
  let bytes = 0;
  const server: Server = createServer(identity(name), (socket: TLSSocket) => {
    socket.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, bytesRead: () => bytes };
}

describe('a TLS server', () => {
  it('with a certificate of a trusted authority and its own name is talked to', async () => {
    const server = await scriptedServer({ tls: identity('loopback'), answers: [accepted(null)] });
    await expect(testClient(server.url, { trustedAuthorities }).isAlive()).resolves.toBe(true);
    await expect(testClient(`https://localhost:${server.port}`, { trustedAuthorities }).isAlive()).resolves.toBe(true);
  });

  it.each([
    ['signed by itself, of another name', 'self-signed', trustedAuthorities, /self-signed certificate/],
    ['of another name', 'not.the.host', trustedAuthorities, /not in the cert's list|altname/i],
    ['that has expired', 'expired', trustedAuthorities, /expired/],
    ['of an authority that nobody trusts', 'loopback', undefined, /unable to verify|self-signed|issuer/],
  ])('with a certificate %s is refused before it can read a byte', async (_, name, authorities, reason) => {
    const server = await eavesdropper(name);
    const options = authorities === undefined ? {} : { trustedAuthorities: authorities };
    const client = testClient(server.url, options);
    const update = client.updateJob({ jobId: 1, state: 'running' });
    await expect(update).rejects.toMatchObject({ kind: 'untrusted', retryable: false });
    await expect(update).rejects.toThrow(reason);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.bytesRead()).toBe(0);
  });

  it('is verified even where the environment says otherwise', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    onTestFinished(() => {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    });
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    const server = await eavesdropper('self-signed');
    await expect(testClient(server.url).getJobStatus([1])).rejects.toMatchObject({ kind: 'untrusted' });
    expect(server.bytesRead()).toBe(0);
  });

  it('never gets a session to resume', async () => {
    const resumed: boolean[] = [];
    const answer = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 16\r\n\r\n{"success":true}';
    const server = createServer(identity('loopback'), (socket) => {
      resumed.push(socket.isSessionReused());
      socket.on('error', () => undefined).once('data', () => socket.end(answer));
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = testClient(`https://127.0.0.1:${port}`, { trustedAuthorities });
    for (let call = 0; call < 3; call += 1) await client.isAlive();
    expect(resumed).toEqual([false, false, false]);
  });

  it('that does not speak TLS is unreachable', async () => {
    const server = await scriptedServer({ answers: [accepted(null)] });
    const client = testClient(`https://127.0.0.1:${server.port}`);
    await expect(client.isAlive()).rejects.toMatchObject({ kind: 'unreachable' });
    expect(server.requests).toEqual([]);
  });
});
