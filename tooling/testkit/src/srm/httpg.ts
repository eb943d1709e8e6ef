import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { Duplex } from 'node:stream';
import { createServer, type TLSSocket } from 'node:tls';

/** What a server of `httpg` shows and whom it lets in. */
export interface HttpgIdentity {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  /** PEM of the authority whose users, and their proxies, are let in. */
  readonly authority: string;
}

export interface HttpgServer {
  readonly stop: () => Promise<void>;
}

/**
 * HTTP over GSI, at the socket `path`: TLS, one byte by which the client says whether it delegates, then HTTP. Clients
 * without a certificate, or with an expired one, are cut off.
 */
export async function startHttpg(
  path: string,
  identity: HttpgIdentity,
  listener: RequestListener,
): Promise<HttpgServer> {
  const http = createHttpServer({ keepAliveTimeout: 60_000 }, listener);
  const sockets = new Set<TLSSocket>();
  const authority = new X509Certificate(identity.authority);
  const server = createServer({
    cert: identity.certificate,
    key: identity.key,
    requestCert: true,
    // OpenSSL in Node cannot be told to accept proxies: the chain is looked at below.
    rejectUnauthorized: false,
    // CGSI-gSOAP takes the session tickets of TLS 1.3 for an empty token ("Connection fails or timeout").
    maxVersion: 'TLSv1.2',
  });
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (!isSignedBy(authority, socket)) socket.destroy();
    else
      afterDelegation(socket).then(
        (stream) => stream && http.emit('connection', stream),
        () => socket.destroy(),
      );
  });
  // A client that ends the handshake is not an accident of the server.
  server.on('tlsClientError', () => undefined);
  server.listen(path);
  await once(server, 'listening');
  return {
    async stop() {
      http.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Past the byte of GSI: `0` says that nothing is delegated, the only answer here. */
async function afterDelegation(socket: TLSSocket): Promise<Duplex | undefined> {
  for (;;) {
    if (socket.destroyed) return undefined;
    const byte = socket.read(1) as Buffer | null;
    if (byte === null) await Promise.race([once(socket, 'readable'), once(socket, 'close')]);
    else if (byte.toString('latin1') === '0') return Duplex.from({ readable: socket, writable: socket });
    else socket.destroy();
  }
}

function isSignedBy(authority: X509Certificate, socket: TLSSocket): boolean {
  const now = Date.now();
  let certificate = socket.getPeerX509Certificate();
  while (certificate !== undefined) {
    if (Date.parse(certificate.validTo) < now) return false;
    if (certificate.verify(authority.publicKey)) return true;
    const issuer = certificate.issuerCertificate;
    if (issuer === undefined || issuer === certificate || !certificate.verify(issuer.publicKey)) return false;
    certificate = issuer;
  }
  return false;
}
