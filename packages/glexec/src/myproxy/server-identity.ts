import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { PeerCertificate } from 'node:tls';

/**
 * Why this certificate is not that of the MyProxy server `name`; `undefined` when it is. Grid servers are named by
 * their common name, with or without the service before it, or by an alternative name. No name is looked up in the DNS.
 */
export function checkMyProxyIdentity(name: string, { raw, subject }: PeerCertificate): Error | undefined {
  const certificate = new X509Certificate(raw);
  // Only the certificate of a server that says who it is has a subject.
  const given = (subject as { readonly CN?: string | readonly string[] } | undefined)?.CN ?? [];
  const common = typeof given === 'string' ? [given] : given;
  const hosts = common.map((one) => one.toLowerCase().replace(/^(?:host|myproxy)\//, ''));
  if (isAlternative(name, certificate) || hosts.includes(name.toLowerCase())) return undefined;
  const names = [...common, ...(certificate.subjectAltName === undefined ? [] : [certificate.subjectAltName])];
  return new Error(`the server is ${names.join(', ') || 'nameless'}, not ${name}`);
}

/** OpenSSL reads the names itself: as text they could hold whatever a comma makes of them. */
function isAlternative(name: string, certificate: X509Certificate): boolean {
  const found =
    isIP(name) === 0
      ? certificate.checkHost(name, { subject: 'never', partialWildcards: false })
      : certificate.checkIP(name);
  return found !== undefined;
}
