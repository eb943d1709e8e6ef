import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

/** The certificates that TLS found for the server at the other end, DER: its own first, then its authorities, as far as they are known. */
export function shownChain(socket: TLSSocket): readonly Uint8Array[] {
  const chain = new Set<Uint8Array>();
  let certificate: Partial<DetailedPeerCertificate> | undefined = socket.getPeerCertificate(true);
  // The last is its own issuer.
  while (certificate?.raw !== undefined && !chain.has(certificate.raw)) {
    chain.add(certificate.raw);
    certificate = certificate.issuerCertificate;
  }
  return [...chain];
}
