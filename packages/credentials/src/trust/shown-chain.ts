import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

/**
 * The certificates that the other end of a TLS connection showed, DER, its own first; the last is its own issuer, or
 * has none here.
 */
export function shownChain(socket: TLSSocket): readonly Uint8Array[] {
  const chain: Buffer[] = [];
  let shown: Partial<DetailedPeerCertificate> | undefined = socket.getPeerCertificate(true);
  while (shown?.raw !== undefined && !chain.some((known) => shown?.raw?.equals(known))) {
    chain.push(shown.raw);
    shown = shown.issuerCertificate;
  }
  return chain;
}
