import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { readProxy, type X509Proxy } from '@panda-pilot/credentials';
import { createTestAuthority, createTestVoms, type TestAuthority, type TestHolder } from '@panda-pilot/testkit';
import { onTestFinished } from 'vitest';

/** An authority, a server of the name localhost, and a pilot: what a test of proxies needs. Made once, since keys cost time. */
export const authority: TestAuthority = createTestAuthority();
export const host: TestHolder = authority.issue('/DC=test/DC=grid/CN=localhost');
export const user: TestHolder = authority.issue('/DC=test/DC=grid/CN=Test Pilot');

export const voms = createTestVoms(authority);

/** A proxy of the pilot, with the role. */
export function delegated(role = 'production', from: TestHolder = user): TestHolder {
  return from.delegate({ attributes: [voms.attributes(user, { fqans: [`/atlas/Role=${role}/Capability=NULL`] })] });
}

/** The same as the pilot reads it. */
export async function proxyOf(holder: TestHolder): Promise<X509Proxy> {
  return readProxy(holder.file());
}

/** What TLS takes to be `holder`. */
export function tlsIdentity(holder: TestHolder): { readonly key: string; readonly cert: string } {
  return {
    key: holder.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    cert: holder.chain.map(({ pem }) => pem).join(''),
  };
}

/** A connection, as the server saw it. */
export interface SeenConnection {
  /** Subjects of the certificates that the client showed. */
  readonly shown: readonly string[];
  readonly isResumed: boolean;
}

export interface TlsServer {
  /** `https://localhost:port` */
  readonly url: string;
  readonly connections: readonly SeenConnection[];
  readonly requestCount: () => number;
}

/** A TLS server that asks for a certificate, takes any, and answers "ok", after `delayMs`. */
export async function tlsServer(identity = tlsIdentity(host), delayMs = 0): Promise<TlsServer> {
  const connections: SeenConnection[] = [];
  let requests = 0;
  const server: Server = createServer({ ...identity, requestCert: true, rejectUnauthorized: false }, (_, response) => {
    requests += 1;
    setTimeout(() => response.end('ok'), delayMs);
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    connections.push({ shown: subjectsOf(socket), isResumed: socket.isSessionReused() });
  });
  server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `https://localhost:${port}`, connections, requestCount: () => requests };
}

function subjectsOf(socket: TLSSocket): readonly string[] {
  const subjects: string[] = [];
  let certificate = socket.getPeerX509Certificate();
  while (certificate !== undefined) {
    subjects.push(certificate.subject.replaceAll(/^|\n/g, '/'));
    certificate = certificate.issuerCertificate;
  }
  return subjects;
}
