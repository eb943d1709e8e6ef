import { sameName } from '../x509/canonical-name.ts';
import type { Certificate } from '../x509/certificate.ts';
import { titleOf } from '../x509/check-chain.ts';
import { type Finding, finding } from '../x509/finding.ts';
import { slashForm } from '../x509/name-text.ts';
import { isSignedBy } from '../x509/public-key.ts';
import type { Authority, CaDirectory } from './ca-directory.ts';
import { checkIssuance } from './check-authority.ts';

/** Where trust is looked for. */
export interface TrustSource {
  readonly directory: CaDirectory;
  readonly now: Date;
}

/** The way from a certificate to an authority of the directory, and what is wrong on it. */
export interface TrustPath {
  /** The root that it ends at; undefined when it ends nowhere. */
  readonly anchor?: Certificate;
  readonly findings: readonly Finding[];
}

/**
 * Follows the issuers of the first certificate of `chain` up to a self-signed one of the CA directory. The other
 * certificates of `chain` may serve as authorities on the way, never as its end. Validity, use and path length of every
 * authority, revocation lists and signing policies that are there are honoured; the validity of the first certificate
 * itself is its owner's to check. Never rejects.
 */
export async function trustPath(chain: readonly Certificate[], source: TrustSource): Promise<TrustPath> {
  const [first, ...pool] = chain;
  const findings: Finding[] = [];
  let subject = first;
  for (let below = 0; subject !== undefined && below < maxAuthorities; below++) {
    const issuer = await issuerOf(subject, pool, source.directory);
    findings.push(...issuer.findings);
    if (issuer.authority === undefined) return { findings };
    const { authority } = issuer;
    findings.push(...(await checkIssuance({ subject, authority, authoritiesBelow: below, ...source })));
    const { certificate } = authority;
    if (issuer.isTrusted && sameName(certificate.issuer, certificate.subject)) return { anchor: certificate, findings };
    subject = certificate;
  }
  return { findings: [...findings, finding('authority-unknown', `the chain of ${titleOf(first)} is too long`)] };
}

/** Chains of the grid have one or two authorities above a user, never more than four. */
const maxAuthorities = 10;

interface Issuer {
  readonly authority?: Authority;
  readonly isTrusted: boolean;
  readonly findings: readonly Finding[];
}

async function issuerOf(subject: Certificate, pool: readonly Certificate[], directory: CaDirectory): Promise<Issuer> {
  const { authorities, findings } = await directory.authoritiesNamed(subject.issuer);
  const trusted = bestOf(authorities.filter(({ certificate }) => isSignedBy(subject, certificate)));
  if (trusted !== undefined) return { authority: trusted, isTrusted: true, findings: [] };
  const offered = pool.find(
    (certificate) => sameName(certificate.subject, subject.issuer) && isSignedBy(subject, certificate),
  );
  // A root that only the chain itself offers would be followed to itself for ever.
  if (offered !== undefined && !sameName(offered.subject, offered.issuer)) {
    const stems = directory.stemsOf(offered.subject);
    return { authority: { certificate: offered, stems }, isTrusted: false, findings: [] };
  }
  const [stem = ''] = directory.stemsOf(subject.issuer);
  const wrong = authorities.length === 0 ? `there is no ${stem}.0 of that name` : `${stem}.0 has another key`;
  const trouble = `${titleOf(subject)} is issued by ${slashForm(subject.issuer)}: ${wrong}`;
  return { isTrusted: false, findings: [...findings, finding('authority-unknown', trouble)] };
}

/** Of an authority that was renewed with its old key, the certificate that is valid longest. */
function bestOf(authorities: readonly Authority[]): Authority | undefined {
  return authorities.toSorted((a, b) => b.certificate.notAfter.getTime() - a.certificate.notAfter.getTime())[0];
}
