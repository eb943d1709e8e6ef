import { randomInt } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import {
  basicConstraints,
  type CertificateFields,
  extension,
  keyUsage,
  makeCertificate,
  type TestCertificate,
  type TestHash,
  type TestKeyKind,
  testKeys,
} from './certificates.ts';
import { integer, octetString, oid, pem, sequence, tagged } from './der.ts';

/** A certificate, its key, and the certificates above it that a proxy file has. */
export interface TestHolder {
  readonly certificate: TestCertificate;
  readonly privateKey: KeyObject;
  /** Its own certificate first, then those above it, up to the user's. */
  readonly chain: readonly TestCertificate[];
  /** Makes a proxy of it. */
  delegate(options?: DelegationOptions): TestHolder;
  /** The text of a proxy file: certificate, key, the rest of the chain. */
  file(options?: ProxyFileText): string;
}

/** How a proxy is made. What is not given is as it should be. */
export interface DelegationOptions {
  /** Default: `rfc3820`. */
  readonly kind?: 'rfc3820' | 'gt3-draft' | 'legacy';
  /** Default: `impersonation`. A dotted object identifier is taken as it is. */
  readonly rights?: 'impersonation' | 'limited' | 'independent' | (string & {});
  /** The text of the policy. */
  readonly policy?: string;
  readonly pathLength?: number;
  /** VOMS attribute certificates. */
  readonly attributes?: readonly Uint8Array[];
  /** Default: five minutes ago. */
  readonly notBefore?: Date;
  /** Default: in 96 hours. */
  readonly notAfter?: Date;
  readonly keys?: TestKeyKind;
  readonly hash?: TestHash;
  /** For forgeries: another subject or issuer, another signer, other extensions. */
  readonly subject?: string;
  readonly issuer?: string;
  readonly signer?: KeyObject;
  readonly critical?: boolean;
  readonly keyUsage?: Uint8Array;
  readonly isAuthority?: boolean;
  readonly extensions?: readonly Uint8Array[];
}

/** What goes into a proxy file. */
export interface ProxyFileText {
  /** Another key, or none. Default: its own. */
  readonly key?: KeyObject | 'none';
  /** Default: PKCS #8; `pkcs1` and `sec1` are the older forms for RSA and for curves. */
  readonly keyForm?: 'pkcs8' | 'pkcs1' | 'sec1';
  /** Other certificates. Default: the chain. */
  readonly chain?: readonly TestCertificate[];
}

/** Somebody with a certificate, who can make proxies. */
export function holder(
  certificate: TestCertificate,
  privateKey: KeyObject,
  above: readonly TestCertificate[] = [],
): TestHolder {
  const chain = [certificate, ...above];
  const self: TestHolder = {
    certificate,
    privateKey,
    chain,
    delegate: (options = {}) => delegate(self, options),
    file: (options = {}) => fileText(self, options),
  };
  return self;
}

/** The times that a certificate has unless a test wants others. */
export function defaultTimes(hours: number): { readonly notBefore: Date; readonly notAfter: Date } {
  // Certificates count whole seconds.
  const now = Math.floor(Date.now() / 1000) * 1000;
  return { notBefore: new Date(now - 300_000), notAfter: new Date(now + hours * 3_600_000) };
}

function delegate(parent: TestHolder, options: DelegationOptions): TestHolder {
  const { kind = 'rfc3820', attributes = [], isAuthority } = options;
  const keys = testKeys(options.keys);
  const times = defaultTimes(96);
  const added =
    kind === 'legacy' ? (options.rights === 'limited' ? 'limited proxy' : 'proxy') : String(randomInt(1, 2 ** 31));
  const fields: CertificateFields = {
    subject: options.subject ?? `${parent.certificate.subject}/CN=${added}`,
    issuer: options.issuer ?? parent.certificate.subject,
    publicKey: keys.publicKey,
    signer: options.signer ?? parent.privateKey,
    notBefore: options.notBefore ?? times.notBefore,
    notAfter: options.notAfter ?? times.notAfter,
    hash: options.hash,
    extensions: [
      options.keyUsage ?? keyUsage('digitalSignature', 'keyEncipherment'),
      ...(isAuthority === undefined ? [] : [basicConstraints(isAuthority)]),
      ...(kind === 'legacy' ? [] : [proxyInfo({ ...options, kind })]),
      ...(attributes.length === 0 ? [] : [extension(vomsExtension, false, sequence(sequence(...attributes)))]),
      ...(options.extensions ?? []),
    ],
  };
  return holder(makeCertificate(fields), keys.privateKey, parent.chain);
}

const vomsExtension = '1.3.6.1.4.1.8005.100.100.5';

const languages: Readonly<Record<string, string>> = {
  impersonation: '1.3.6.1.5.5.7.21.1',
  independent: '1.3.6.1.5.5.7.21.2',
  limited: '1.3.6.1.4.1.3536.1.1.1.9',
};

function proxyInfo(options: DelegationOptions & { readonly kind: 'rfc3820' | 'gt3-draft' }): Buffer {
  const { rights = 'impersonation', policy, pathLength, critical = true } = options;
  const statement = sequence(
    oid(languages[rights] ?? rights),
    ...(policy === undefined ? [] : [octetString(Buffer.from(policy))]),
  );
  if (options.kind === 'rfc3820') {
    const value = sequence(...(pathLength === undefined ? [] : [integer(pathLength)]), statement);
    return extension('1.3.6.1.5.5.7.1.14', critical, value);
  }
  const value = sequence(statement, ...(pathLength === undefined ? [] : [tagged(1, integer(pathLength))]));
  return extension('1.3.6.1.4.1.3536.1.222', critical, value);
}

const keyLabels = { pkcs8: 'PRIVATE KEY', pkcs1: 'RSA PRIVATE KEY', sec1: 'EC PRIVATE KEY' } as const;

function fileText(
  self: TestHolder,
  { key = self.privateKey, keyForm = 'pkcs8', chain = self.chain }: ProxyFileText,
): string {
  const [first, ...others] = chain.map((certificate) => certificate.pem);
  const keyText = key === 'none' ? '' : pem(keyLabels[keyForm], exported(key, keyForm));
  return [first ?? '', keyText, ...others].join('');
}

function exported(key: KeyObject, form: 'pkcs8' | 'pkcs1' | 'sec1'): Buffer {
  if (form === 'pkcs1') return key.export({ format: 'der', type: 'pkcs1' });
  return form === 'sec1' ? key.export({ format: 'der', type: 'sec1' }) : key.export({ format: 'der', type: 'pkcs8' });
}
