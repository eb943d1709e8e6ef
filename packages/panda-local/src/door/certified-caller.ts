import type { Socket } from 'node:net';
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { Caller } from './caller.ts';

/** Whom the certificates stand for that a client showed, DER, its own first; undefined for nobody. */
export type IdentifyCertificate = (chain: readonly Buffer[]) => Caller | undefined | Promise<Caller | undefined>;

/**
 * Whom the client of a TLS connection is, by the certificates that it showed. One that resumed a session of TLS 1.3 has
 * lost its VOMS attributes, as with mod_gridsite 3.0.0.
 */
export async function certifiedCaller(socket: Socket, identify: IdentifyCertificate): Promise<Caller | undefined> {
  if (!(socket instanceof TLSSocket)) return undefined;
  const chain = shownBy(socket);
  const caller = chain.length === 0 ? undefined : await identify(chain);
  if (caller === undefined) return undefined;
  const isResumed = socket.isSessionReused() && socket.getProtocol() === 'TLSv1.3';
  return isResumed ? { ...caller, fqans: [] } : caller;
}

/** Its own certificate first; the last one that has no issuer here is its own. */
function shownBy(socket: TLSSocket): readonly Buffer[] {
  const chain = new Set<Buffer>();
  let certificate: Partial<DetailedPeerCertificate> | undefined = socket.getPeerCertificate(true);
  while (certificate?.raw !== undefined && !chain.has(certificate.raw)) {
    chain.add(certificate.raw);
    certificate = certificate.issuerCertificate;
  }
  return [...chain];
}
