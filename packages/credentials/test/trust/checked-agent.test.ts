import { once } from 'node:events';
import { createServer as createTcpServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { request } from 'node:https';
import { createServer } from 'node:tls';
import { createTestAuthority } from '@panda-pilot/testkit';
import { expect, it, onTestFinished } from 'vitest';
import {
  CheckedAgent,
  type CheckedAgentOptions,
  type CheckedRequestOptions,
  UntrustedServer,
} from '../../src/index.ts';

const authority = createTestAuthority();
const host = authority.issue('/DC=test/CN=localhost');
const identity = { cert: host.certificate.pem, key: host.privateKey.export({ format: 'pem', type: 'pkcs8' }) };
const admitAll = { check: () => Promise.resolve(), connectMs: 5000, checkServerIdentity: () => undefined };

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A TLS server that counts what it can read of its clients, and hangs up on whoever says a word. */
async function eavesdropper(): Promise<{ port: number; bytesRead: () => number }> {
  let bytes = 0;
  const server = createServer(identity, (socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (chunk) => {
        bytes += chunk.length;
        socket.destroy();
      });
  }).on('tlsClientError', () => undefined);
  return { port: await listen(server), bytesRead: () => bytes };
}

/** How a request down a new connection fails. */
async function failureAt(
  port: number,
  demands: Partial<CheckedAgentOptions>,
  stop: AbortSignal = new AbortController().signal,
): Promise<unknown> {
  const agent = new CheckedAgent({ ca: authority.certificate.pem, ...admitAll, ...demands });
  onTestFinished(() => agent.destroy());
  const options: CheckedRequestOptions = { host: 'localhost', port, agent, stop };
  const asked = request(options);
  const failed = once(asked, 'error');
  asked.end();
  return (await failed)[0];
}

it('shows the chain to the check, and lets the request go down when that is content', async () => {
  const { port, bytesRead } = await eavesdropper();
  const seen: (readonly Uint8Array[])[] = [];
  const check = (chain: readonly Uint8Array[]): Promise<void> => Promise.resolve(void seen.push(chain));
  expect(await failureAt(port, { check })).toMatchObject({ code: 'ECONNRESET' });
  expect(seen).toHaveLength(1);
  expect(Buffer.from(seen[0]?.[0] ?? [])).toEqual(Buffer.from(host.certificate.der));
  expect(bytesRead()).toBeGreaterThan(0);
});

it.each([
  ['the check', { check: () => Promise.reject(new UntrustedServer('is revoked')) }, /^is revoked$/],
  ['TLS', { ca: createTestAuthority('/CN=Other').certificate.pem }, /unable to|self-signed/],
])('says UntrustedServer when %s refuses the server, which has read nothing by then', async (_who, options, words) => {
  const { port, bytesRead } = await eavesdropper();
  const failure = await failureAt(port, options);
  expect(failure).toBeInstanceOf(UntrustedServer);
  expect((failure as Error).message).toMatch(words);
  expect(bytesRead()).toBe(0);
});

it('gives a silent server its time, and no more', async () => {
  const port = await listen(createTcpServer((socket) => void socket.resume().on('error', () => undefined)));
  expect(await failureAt(port, { connectMs: 50 })).toMatchObject({ code: 'ETIMEDOUT' });
});

it('ends with its reason when the request is stopped while the connection is being made', async () => {
  const stopper = new AbortController();
  const reason = new Error('enough');
  const port = await listen(
    createTcpServer((socket) => {
      socket.resume().on('error', () => undefined);
      stopper.abort(reason);
    }),
  );
  expect(await failureAt(port, {}, stopper.signal)).toBe(reason);
});
