import { addsCommonName, sameName } from './canonical-name.ts';
import type { Certificate } from './certificate.ts';
import {
  certificatesOf,
  type DelegationChain,
  type ProxyCertificate,
  remainingPathLength,
} from './delegation-chain.ts';
import { basicConstraintsOf, extensionIds, keyUsesOf } from './extensions.ts';
import { type Finding, finding, type FindingName } from './finding.ts';
import { slashForm } from './name-text.ts';
import { keyStrength, publicKeyOf, isSignedBy } from './public-key.ts';
import { signatureStrength } from './signed.ts';

/**
 * What is wrong with the proxies of `chain` and their user's certificate, apart from time, authorities and attributes:
 * the rules of RFC 3820, and the same ones for the older kinds as far as they have a place for them. Throws DerError
 * when an extension cannot be read.
 */
export function checkChain(chain: DelegationChain): readonly Finding[] {
  const { proxies, endEntity } = chain;
  const certificates = certificatesOf(chain);
  const last = proxies.at(-1)?.certificate;
  return [
    ...(proxies.length === 0 ? [notAProxy(endEntity)] : []),
    ...(endEntity === undefined && last !== undefined ? [incomplete(last)] : []),
    ...proxies.flatMap(checkProxyCertificate),
    ...certificates.slice(1).flatMap((issuer, index) => checkLink(certificates[index], issuer)),
    ...certificates.flatMap(checkStrength),
    ...checkKinds(proxies),
    ...((remainingPathLength(chain) ?? 0) < 0 ? [pathTooLong(proxies)] : []),
  ];
}

function notAProxy(endEntity: Certificate | undefined): Finding {
  return finding('not-a-proxy', `${titleOf(endEntity)} is a certificate of its own, with its long-lived key`);
}

function incomplete(last: Certificate): Finding {
  return finding('chain-incomplete', `the certificate of ${slashForm(last.issuer)} is missing`);
}

function checkProxyCertificate({ certificate, delegation }: ProxyCertificate): readonly Finding[] {
  const checks: readonly [boolean, FindingName, string][] = [
    [!delegation.critical, 'extension-not-critical', 'has a proxy extension that is not critical'],
    [
      !addsCommonName(certificate.subject, certificate.issuer),
      'subject-mismatch',
      'has a subject that is not its issuer and one common name',
    ],
    [
      basicConstraintsOf(certificate).isAuthority || keyUsesOf(certificate)?.has('keyCertSign') === true,
      'proxy-is-authority',
      'claims to be an authority',
    ],
    [
      delegation.kind === 'rfc3820' && alternativeNames.some((oid) => certificate.extensions.has(oid)),
      'proxy-has-alternative-name',
      'has an alternative name, which no proxy may have',
    ],
  ];
  return [...findingsOf(checks, certificate), ...checkCriticalExtensions(certificate)];
}

const alternativeNames = [extensionIds.subjectAltName, extensionIds.issuerAltName];

function checkLink(certificate: Certificate | undefined, issuer: Certificate): readonly Finding[] {
  if (certificate === undefined) return [];
  const title = titleOf(issuer);
  const checks: readonly [boolean, FindingName, string][] = [
    [!sameName(certificate.issuer, issuer.subject), 'issuer-mismatch', `is not issued by ${title}, which follows it`],
    [!isSignedBy(certificate, issuer), 'signature-bad', `is not signed by ${title}`],
    [
      basicConstraintsOf(issuer).isAuthority,
      'issuer-is-authority',
      `is issued by ${title}, which is an authority and may not have proxies`,
    ],
    [
      keyUsesOf(issuer)?.has('digitalSignature') === false,
      'issuer-may-not-sign',
      `is issued by ${title}, whose key may not sign`,
    ],
  ];
  return findingsOf(checks, certificate);
}

/** What is said of the strength of a certificate's key and of the signature on it. Throws DerError when the key is not usable. */
export function checkStrength(certificate: Certificate): readonly Finding[] {
  const key = publicKeyOf(certificate);
  const ofKey = keyStrength(key);
  const ofSignature = signatureStrength(certificate.signed.algorithm);
  const size = `has a key of ${key.bits} bits`;
  return findingsOf(
    [
      [ofKey === 'broken', 'key-broken', size],
      [ofKey === 'weak', 'key-weak', size],
      [ofSignature === 'broken', 'signature-broken', 'is signed with MD5'],
      [ofSignature === 'weak', 'signature-weak', 'is signed with SHA-1'],
    ],
    certificate,
  );
}

function checkKinds(proxies: readonly ProxyCertificate[]): readonly Finding[] {
  const kinds = [...new Set(proxies.map(({ delegation }) => delegation.kind))];
  return kinds.length < 2 ? [] : [finding('kinds-mixed', `the chain has proxies of the kinds ${kinds.join(', ')}`)];
}

function pathTooLong(proxies: readonly ProxyCertificate[]): Finding {
  return finding('path-too-long', `one of the ${proxies.length} proxies allows fewer below it than there are`);
}

/** Critical extensions that nobody here looks at. Throws DerError. */
export function checkCriticalExtensions(certificate: Certificate): readonly Finding[] {
  return [...certificate.extensions].flatMap(([oid, { critical }]) => {
    if (!critical || understood.has(oid)) return [];
    const name = oid === extensionIds.nameConstraints ? 'extension-unchecked' : 'extension-unknown';
    return [finding(name, `${titleOf(certificate)} has the critical extension ${oid}`)];
  });
}

/** Extensions that are looked at, and those that say nothing that a proxy's reader would do otherwise. */
const understood: ReadonlySet<string> = new Set(
  Object.values(extensionIds).filter((oid) => oid !== extensionIds.nameConstraints),
);

/** A certificate in a sentence. */
export function titleOf(certificate: Certificate | undefined): string {
  return certificate === undefined ? 'nobody' : slashForm(certificate.subject);
}

/** A finding for every check that is true; the sentence begins with the certificate. */
export function findingsOf(
  checks: readonly (readonly [boolean, FindingName, string])[],
  certificate: Certificate,
): readonly Finding[] {
  return checks.flatMap(([isWrong, name, what]) => (isWrong ? [finding(name, `${titleOf(certificate)} ${what}`)] : []));
}
