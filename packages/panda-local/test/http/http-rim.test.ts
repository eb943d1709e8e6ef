import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { connect } from 'node:net';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startPandaLocal } from '../../src/index.ts';
import { localServer } from '../local-server.ts';
import { selfSigned } from '../self-signed.ts';

/** What comes back for bytes written by hand. */
async function exchange(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.write(text);
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString()));
  await once(socket, 'close');
  return received;
}

describe('openRim', () => {
  it('refuses a body without a length with 411 and a page', async () => {
    const server = await localServer();
    const answer = await exchange(
      server.url,
      'POST /api/v1/pilot/acquire_jobs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 411 /);
    expect(answer).toMatch(/content-type: text\/html/i);
    expect(answer).toContain('<h1>Length Required</h1>');
    expect(server.requests).toEqual([]);
  });

  it('forgets a request whose client leaves before its body is complete', async () => {
    const server = await localServer();
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.end('POST /api/v1/pilot/acquire_jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"site');
    socket.resume();
    await once(socket, 'close');
    expect(server.requests).toEqual([]);
  });

  it('rejects when the port is taken, and gives the directory back', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const directory = await tempDir();
    await expect(startPandaLocal({ directory, port: port ?? 0 })).rejects.toThrow('EADDRINUSE');
    await (await startPandaLocal({ directory })).close();
  });

  it('names an address that can be called when it listens on all', async () => {
    expect((await localServer({ host: '0.0.0.0' })).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('speaks https when it is given a key', async () => {
    const server = await localServer({ tls: selfSigned });
    expect(server.url).toMatch(/^https:/);
    const request = tlsRequest(`${server.url}/api/v1/system/is_alive`, { rejectUnauthorized: false, agent: false });
    request.end();
    const [response] = (await once(request, 'response')) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect(response.statusCode).toBe(200);
  });

  it('keeps /local for callers that name this machine', async () => {
    const server = await localServer();
    const status = async (host: string): Promise<number | undefined> => {
      const request = httpRequest(`${server.url}/local/jobs`, { headers: { Host: host }, agent: false });
      request.end();
      const [response] = (await once(request, 'response')) as [{ statusCode: number; resume(): void }];
      response.resume();
      return response.statusCode;
    };
    expect(await status('localhost:5')).toBe(200);
    expect(await status('127.0.0.1')).toBe(200);
    expect(await status('rebound.example.org')).toBe(403);
  });
});
