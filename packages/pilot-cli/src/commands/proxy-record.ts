import type { X509Proxy } from '@panda-pilot/credentials';

/** What is said of a proxy: everything but its key. */
export interface ProxyRecord {
  readonly identity: string;
  readonly subject: string;
  readonly issuer: string;
  /** `rfc3820`, `gt3-draft`, `legacy`; `none` for a certificate that is no proxy. */
  readonly kind: string;
  readonly rights: string;
  readonly keyBits: number;
  readonly expiresAt: string;
  readonly secondsLeft: number;
  readonly certificates: number;
  /** `anchored`: a CA directory has the root of its chain; `refused`: it has not; `unchecked`: there is no such directory. */
  readonly trust: string;
  readonly attributes: readonly AttributesRecord[];
  readonly findings: readonly string[];
}

interface AttributesRecord {
  readonly vo: string;
  readonly fqans: readonly string[];
  readonly secondsLeft: number;
  /** `verified`: the VOMS directory vouches for them; `unverified`: nobody was asked; `refuted`: something is wrong with them. */
  readonly verification: string;
  readonly findings: readonly string[];
}

/** Pure. */
export function proxyRecord(proxy: X509Proxy, now: Date): ProxyRecord {
  const { identity, subject, issuer, proxyKind, rights, keyBits, expiresAt, chain, trust, attributes, findings } =
    proxy;
  return {
    identity: identity.slash,
    subject: subject.slash,
    issuer: issuer.slash,
    kind: proxyKind,
    rights,
    keyBits,
    expiresAt: expiresAt.toISOString(),
    secondsLeft: secondsLeft(expiresAt, now),
    certificates: chain.length,
    trust,
    attributes: attributes.map((one) => ({
      vo: one.vo,
      fqans: one.fqans,
      secondsLeft: secondsLeft(one.expiresAt, now),
      verification: one.verification,
      findings: one.findings.map(({ particulars }) => particulars),
    })),
    findings: findings.map(({ particulars }) => particulars),
  };
}

/** The same for a person, one fact a line. */
export function describeProxy(record: ProxyRecord): readonly string[] {
  const { certificates, keyBits } = record;
  const kind = record.kind === 'none' ? 'no proxy' : `${record.kind}, ${record.rights}`;
  const lines = [
    ['identity', record.identity],
    ['subject', record.subject],
    ['issuer', record.issuer],
    ['kind', `${kind}, ${keyBits} bits, ${certificates} certificate${certificates === 1 ? '' : 's'}`],
    ['time left', `${duration(record.secondsLeft)}, until ${record.expiresAt}`],
    ['authority', authorities[record.trust] ?? record.trust],
    ...record.attributes.flatMap(({ vo, fqans, secondsLeft: left, findings, verification }) => [
      ['VO', `${vo}, ${duration(left)}, ${verification}`],
      ...fqans.map((fqan) => ['attribute', fqan]),
      ...findings.map((finding) => ['wrong', finding]),
    ]),
    ...record.findings.map((finding) => ['wrong', finding]),
  ];
  return lines.map(([name = '', value = '']) => `  ${`${name}:`.padEnd(11)} ${value}`);
}

const authorities: Readonly<Record<string, string>> = {
  anchored: 'trusted',
  refused: 'not trusted',
  unchecked: 'not checked: there is no CA directory',
};

function secondsLeft(end: Date, now: Date): number {
  return Math.max(0, Math.floor((end.getTime() - now.getTime()) / 1000));
}

function duration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return `${hours}:${String(minutes).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
