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

/** Findings in one line. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings.map(({ name, particulars }) => `${particulars} (${name})`).join('; ');
}
