import { once } from 'node:events';
import { request } from 'node:https';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { createTestAuthority, type TestHolder } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Caller, PandaLocal } from '../../src/index.ts';
import { localServer } from '../local-server.ts';
import { selfSigned } from '../self-signed.ts';

const user = createTestAuthority().issue('/DC=test/CN=Ann Pilot');
const proxy = user.delegate();
const limited = user.delegate({ kind: 'legacy', rights: 'limited' });
const pilot: Caller = { dn: proxy.certificate.subject, fqans: ['/atlas/Role=production'] };

interface Desk {
  readonly server: PandaLocal;
  readonly chains: (readonly Buffer[])[];
}

async function desk(): Promise<Desk> {
  const chains: (readonly Buffer[])[] = [];
  const identifyCertificate = (chain: readonly Buffer[]): Caller | undefined => {
    chains.push(chain);
    const shows = (holder: TestHolder): boolean => chain[0]?.equals(holder.certificate.der) === true;
    if (shows(limited)) return { ...pilot, dn: limited.certificate.subject };
    return shows(proxy) ? pilot : undefined;
  };
  return { server: await localServer({ tls: selfSigned, tokens: [], identifyCertificate }), chains };
}

const shown = (holder: TestHolder): ConnectionOptions => ({
  cert: holder.chain.map(({ pem }) => pem).join(''),
  key: holder.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
});

/** What the server takes a caller for who gives this to TLS. */
async function update({ server }: Desk, tls: ConnectionOptions): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json' };
  const call = request(`${server.url}/api/v1/pilot/update_job`, {
    ...tls,
    method: 'POST',
    headers,
    rejectUnauthorized: false,
    agent: false,
  });
  call.end('{"job_id": 1, "job_status": "running"}');
  const [response] = (await once(call, 'response')) as [AsyncIterable<Buffer>];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const { success, message } = JSON.parse(Buffer.concat(chunks).toString()) as { success: boolean; message: string };
  return success || message;
}

describe('a client certificate', () => {
  it('says who calls, with all that was shown', async () => {
    const both = await desk();
    expect(await update(both, shown(proxy))).toBe(true);
    expect(both.chains).toEqual([proxy.chain.map(({ der }) => Buffer.from(der))]);
  });

  it('need not be shown, and may be unknown', async () => {
    const both = await desk();
    expect(await update(both, {})).toBe('SSL secure connection is required');
    expect(await update(both, shown(user))).toBe('SSL secure connection is required');
  });

  it('that is a limited proxy is not enough', async () => {
    expect(await update(await desk(), shown(limited))).toBe('SSL secure connection is required');
  });

  it('loses its role when a session of TLS 1.3 is resumed, and keeps it with TLS 1.2', async () => {
    const both = await desk();
    for (const [maxVersion, answer] of [
      ['TLSv1.3', 'production or pilot role required'],
      ['TLSv1.2', true],
    ] as const) {
      const session = await sessionWith(both, { ...shown(proxy), maxVersion });
      expect(await update(both, { ...shown(proxy), maxVersion, session })).toBe(answer);
    }
  });
});

async function sessionWith({ server }: Desk, tls: ConnectionOptions): Promise<Buffer> {
  const { hostname, port } = new URL(server.url);
  const socket: TLSSocket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false, ...tls });
  onTestFinished(() => void socket.destroy());
  const session = once(socket, 'session') as Promise<[Buffer]>;
  // TLS 1.3 gives sessions after the handshake, with the first data.
  socket.write('GET /api/v1/system/is_alive HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  return (await session)[0];
}
