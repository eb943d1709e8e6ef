import type { Finding, FindingName } from '../x509/finding.ts';

/** Findings of `findings` that no careful server takes and that are not `tolerated`. */
export function defectsAmong(findings: readonly Finding[], tolerated: readonly FindingName[] = []): readonly Finding[] {
  return findings.filter(({ name, severity }) => severity === 'refuse' && !tolerated.includes(name));
}

/** What is said of a proxy when it was read but is to be judged when it is used: time goes on, and attributes may not be needed. */
export function isJudgedAtUse({ name }: Finding): boolean {
  return atUse.has(name);
}

const atUse: ReadonlySet<FindingName> = new Set([
  'expired',
  'not-yet-valid',
  'attributes-unreadable',
  'attributes-expired',
  'attributes-not-yet-valid',
]);

/** What whoever shows the proxy can do about `finding`. */
export function remedyFor({ name }: Finding): string {
  return `For the site: ${remedies[name] ?? 'make the proxy anew, by voms-proxy-init or arcproxy'}`;
}

const remedies: Readonly<Partial<Record<FindingName, string>>> = {
  'file-exposed': 'take the rights of others off the file (chmod 600); it may have been copied already',
  'file-foreign': 'give the proxy to the account that uses it (chown), or make one as that account',
  'not-a-proxy': 'make a proxy of the certificate, by voms-proxy-init or arcproxy, instead of showing its own key',
  'authority-unknown': 'put the certificate of the authority into the CA directory (--ca-directory, X509_CERT_DIR)',
  'authority-expired': 'bring the CA directory up to date (--ca-directory, X509_CERT_DIR)',
  'authority-unreadable': 'mend the named file of the CA directory (--ca-directory, X509_CERT_DIR)',
  'revocations-unreadable':
    'mend the named file of the CA directory (--ca-directory, X509_CERT_DIR), as fetch-crl does',
  'signing-policy-unreadable': 'mend the named file of the CA directory (--ca-directory, X509_CERT_DIR)',
  revoked: 'the certificate was withdrawn: its owner must ask the authority for another one',
};

/** Findings in one line. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings.map(({ name, particulars }) => `${particulars} (${name})`).join('; ');
}
