import type { KeyObject } from 'node:crypto';
import {
  algorithm,
  basicConstraints,
  keyIdentifiers,
  keyUsage,
  makeCertificate,
  signed,
  type TestCertificate,
  type TestHash,
  type TestKeyKind,
  testKeys,
} from './certificates.ts';
import { defaultTimes, holder, type TestHolder } from './delegation.ts';
import { integer, pem, sequence, time } from './der.ts';
import { nameDer, nameHash, oldNameHash } from './names.ts';

/** A certificate authority of a test. */
export interface TestAuthority {
  readonly certificate: TestCertificate;
  readonly privateKey: KeyObject;
  /** Issues a certificate for a person, a robot or a host. */
  issue(subject: string, options?: IssueOptions): TestHolder;
  /** Issues the certificate of an authority below. */
  issueAuthority(subject: string, options?: AuthorityOptions): TestAuthority;
  /** The same authority with a new certificate for its old key. */
  renew(options?: AuthorityOptions): TestAuthority;
  /** A revocation list, as PEM. */
  revoke(serials: readonly bigint[], options?: RevocationOptions): string;
  /** Its files in a CA directory, under both hashes. */
  files(options?: AuthorityFiles): Readonly<Record<string, string>>;
}

export interface IssueOptions {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly keys?: TestKeyKind;
  readonly hash?: TestHash;
  readonly serial?: bigint;
  readonly keyUsage?: Uint8Array;
  readonly isAuthority?: boolean;
  readonly extensions?: readonly Uint8Array[];
  /** For forgeries. */
  readonly signer?: KeyObject;
}

export interface AuthorityOptions extends Omit<IssueOptions, 'isAuthority'> {
  readonly pathLength?: number;
}

export interface RevocationOptions {
  /** Default: in a week. */
  readonly nextUpdate?: Date;
  readonly signer?: KeyObject;
}

export interface AuthorityFiles {
  readonly revocations?: string;
  /** The text of the signing policy. */
  readonly signingPolicy?: string;
}

/** Makes an authority with a certificate of its own making. */
export function createTestAuthority(
  subject = '/DC=test/DC=grid/CN=Test Grid CA',
  options: AuthorityOptions = {},
): TestAuthority {
  const keys = testKeys(options.keys);
  const certificate = makeCertificate({
    subject,
    issuer: subject,
    publicKey: keys.publicKey,
    ...authorityFields(keys.publicKey, { publicKey: keys.publicKey, privateKey: keys.privateKey }, options),
  });
  return authority(certificate, keys.privateKey);
}

function authority(certificate: TestCertificate, privateKey: KeyObject): TestAuthority {
  const issuerKeys = { publicKey: certificate.publicKey, privateKey };
  return {
    certificate,
    privateKey,
    issue(subject, options = {}) {
      const keys = testKeys(options.keys);
      const issued = makeCertificate({
        subject,
        issuer: certificate.subject,
        publicKey: keys.publicKey,
        signer: options.signer ?? privateKey,
        ...defaultTimes(365 * 24),
        ...options,
        extensions: [
          basicConstraints(options.isAuthority ?? false),
          options.keyUsage ?? keyUsage('digitalSignature', 'keyEncipherment'),
          ...keyIdentifiers(keys.publicKey, certificate.publicKey),
          ...(options.extensions ?? []),
        ],
      });
      return holder(issued, keys.privateKey);
    },
    issueAuthority(subject, options = {}) {
      const keys = testKeys(options.keys);
      const { publicKey } = keys;
      const fields = authorityFields(publicKey, issuerKeys, options);
      return authority(
        makeCertificate({ subject, issuer: certificate.subject, publicKey, ...fields }),
        keys.privateKey,
      );
    },
    renew(options = {}) {
      const { subject, issuer, publicKey } = certificate;
      const fields = authorityFields(publicKey, issuerKeys, options);
      return authority(makeCertificate({ subject, issuer, publicKey, ...fields }), privateKey);
    },
    revoke: (serials, options = {}) => revocationList(certificate, serials, { signer: privateKey, ...options }),
    files: (options = {}) => authorityFiles(certificate, options),
  };
}

function authorityFields(
  publicKey: KeyObject,
  issuer: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  options: AuthorityOptions,
): Omit<Parameters<typeof makeCertificate>[0], 'subject' | 'issuer' | 'publicKey'> {
  return {
    signer: issuer.privateKey,
    ...defaultTimes(3650 * 24),
    ...options,
    extensions: [
      basicConstraints(true, options.pathLength),
      options.keyUsage ?? keyUsage('keyCertSign', 'cRLSign'),
      ...keyIdentifiers(publicKey, issuer.publicKey),
      ...(options.extensions ?? []),
    ],
  };
}

function revocationList(
  certificate: TestCertificate,
  serials: readonly bigint[],
  { signer, nextUpdate = defaultTimes(7 * 24).notAfter }: RevocationOptions & { readonly signer: KeyObject },
): string {
  const { notBefore } = defaultTimes(0);
  const entries = serials.map((serial) => sequence(integer(serial), time(notBefore)));
  const body = sequence(
    integer(1),
    algorithm(signer),
    nameDer(certificate.subject),
    time(notBefore),
    time(nextUpdate),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
  );
  return pem('X509 CRL', signed(body, signer));
}

function authorityFiles(
  certificate: TestCertificate,
  { revocations, signingPolicy }: AuthorityFiles,
): Readonly<Record<string, string>> {
  const files = [nameHash(certificate.subject), oldNameHash(certificate.subject)].flatMap((hash) => [
    [`${hash}.0`, certificate.pem],
    ...(revocations === undefined ? [] : [[`${hash}.r0`, revocations]]),
    ...(signingPolicy === undefined ? [] : [[`${hash}.signing_policy`, signingPolicy]]),
  ]);
  return Object.fromEntries(files) as Record<string, string>;
}

/** A signing policy that lets `authority` sign `patterns`. */
export function signingPolicy(authority: string, ...patterns: readonly string[]): string {
  const quoted = patterns.map((pattern) => `"${pattern}"`).join(' ');
  return `access_id_CA X509 '${authority}'\npos_rights globus CA:sign\ncond_subjects globus '${quoted}'\n`;
}
