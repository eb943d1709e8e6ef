import type { PeerCertificate } from 'node:tls';

/**
 * Why this certificate is not that of the MyProxy server `name`; `undefined` when it is. Grid servers are named by their common name, with or without
 * the service before it, or by an alternative name. No name is looked up in the DNS.
 */
export function checkMyProxyIdentity(name: string, { subject, subjectaltname }: PeerCertificate): Error | undefined {
  const host = name.toLowerCase();
  // Only the certificate of a server that says who it is has a subject.
  const given = (subject as { readonly CN?: string | readonly string[] } | undefined)?.CN ?? [];
  const common = (typeof given === 'string' ? [given] : given).map((one) =>
    one.toLowerCase().replace(/^(?:host|myproxy)\//, ''),
  );
  const alternative = (subjectaltname ?? '')
    .split(', ')
    .flatMap((entry) => /^(?:DNS|IP Address):(.*)$/.exec(entry)?.[1] ?? []);
  if ([...common, ...alternative.map((one) => one.toLowerCase())].includes(host)) return undefined;
  return new Error(`the server is ${[...common, ...alternative].join(', ') || 'nameless'}, not ${name}`);
}
