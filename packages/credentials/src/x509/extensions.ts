import { contentsOf, explicitTag, readDer, tags } from '../der/der-element.ts';
import { DerError } from '../der/der-error.ts';
import { DerFields, onlyPart } from '../der/der-fields.ts';
import { bitsOf, booleanOf, oidOf, smallIntegerOf } from '../der/der-values.ts';
import type { Certificate } from './certificate.ts';

/** Object identifiers of the extensions that are read here. */
export const extensionIds = {
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  inhibitAnyPolicy: '2.5.29.54',
  netscapeCertType: '2.16.840.1.113730.1.1',
  /** RFC 3820. */
  proxyInfo: '1.3.6.1.5.5.7.1.14',
  /** Globus Toolkit 3, after a draft of RFC 3820. */
  draftProxyInfo: '1.3.6.1.4.1.3536.1.222',
  /** The sequence of VOMS attribute certificates. */
  vomsAttributes: '1.3.6.1.4.1.8005.100.100.5',
} as const;

/** Basic constraints; those of a certificate without them. Throws DerError. */
export function basicConstraintsOf(certificate: Certificate): { readonly isAuthority: boolean; pathLength?: number } {
  const extension = certificate.extensions.get(extensionIds.basicConstraints);
  if (extension === undefined) return { isAuthority: false };
  const fields = new DerFields(readDer(extension.value), tags.sequence, 'the basic constraints');
  const isAuthority = fields.takeIf(tags.boolean);
  const pathLength = fields.takeIf(tags.integer);
  fields.finish();
  return {
    isAuthority: isAuthority !== undefined && booleanOf(isAuthority),
    ...(pathLength === undefined ? {} : { pathLength: smallIntegerOf(pathLength) }),
  };
}

/** What a key may be used for. */
export type KeyUse = 'digitalSignature' | 'keyCertSign' | 'cRLSign';

/** The uses that the key usage extension allows; undefined without one, when all are allowed. Throws DerError. */
export function keyUsesOf(certificate: Certificate): ReadonlySet<KeyUse> | undefined {
  const extension = certificate.extensions.get(extensionIds.keyUsage);
  if (extension === undefined) return undefined;
  const [first = 0] = bitsOf(readDer(extension.value));
  return new Set(keyUseBits.flatMap(([use, bit]) => ((first & bit) === 0 ? [] : [use])));
}

const keyUseBits: readonly (readonly [KeyUse, number])[] = [
  ['digitalSignature', 0x80],
  ['keyCertSign', 0x04],
  ['cRLSign', 0x02],
];

/** What a proxy says of itself in its extension. */
export interface ProxyInfo {
  readonly kind: 'rfc3820' | 'gt3-draft';
  readonly critical: boolean;
  /** How many proxies may be made below this one; absent when any number may. */
  readonly pathLength?: number;
  /** Dotted object identifier. */
  readonly policyLanguage: string;
}

/** The proxy extension of `certificate`, if it has one. Throws DerError, also when it has both. */
export function proxyInfoOf(certificate: Certificate): ProxyInfo | undefined {
  const final = certificate.extensions.get(extensionIds.proxyInfo);
  const draft = certificate.extensions.get(extensionIds.draftProxyInfo);
  if (final !== undefined && draft !== undefined) throw new DerError('a proxy is of two kinds', 0);
  if (final !== undefined) return { kind: 'rfc3820', critical: final.critical, ...parseProxyInfo(final.value) };
  if (draft !== undefined) return { kind: 'gt3-draft', critical: draft.critical, ...parseDraftInfo(draft.value) };
  return undefined;
}

type ProxyInfoBody = Pick<ProxyInfo, 'pathLength' | 'policyLanguage'>;

/** RFC 3820, 3.8: path length, then policy. */
function parseProxyInfo(value: Uint8Array): ProxyInfoBody {
  const fields = new DerFields(readDer(value), tags.sequence, 'the proxy information');
  const pathLength = fields.takeIf(tags.integer);
  const policyLanguage = parsePolicy(fields);
  fields.finish();
  return { policyLanguage, ...(pathLength === undefined ? {} : { pathLength: smallIntegerOf(pathLength) }) };
}

/** The draft as Globus Toolkit 3 and VOMS write it: policy, then `[1]` path length. */
function parseDraftInfo(value: Uint8Array): ProxyInfoBody {
  const fields = new DerFields(readDer(value), tags.sequence, 'the draft proxy information');
  const policyLanguage = parsePolicy(fields);
  const tagged = fields.takeIf(explicitTag(1));
  fields.finish();
  if (tagged === undefined) return { policyLanguage };
  return { policyLanguage, pathLength: smallIntegerOf(onlyPart(tagged, explicitTag(1), 'the path length')) };
}

function parsePolicy(proxyInfo: DerFields): string {
  const fields = new DerFields(proxyInfo.take(), tags.sequence, 'the proxy policy');
  const language = oidOf(fields.take());
  const policy = fields.takeIf(tags.octetString);
  fields.finish();
  if (policy !== undefined && contentsOf(policy).length > maxPolicyBytes) {
    throw new DerError('a proxy policy is too long', policy.start);
  }
  return language;
}

const maxPolicyBytes = 16 * 1024;
