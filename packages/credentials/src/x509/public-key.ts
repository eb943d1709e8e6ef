import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readDer, tags } from '../der/der-element.ts';
import { DerError } from '../der/der-error.ts';
import { DerFields } from '../der/der-fields.ts';
import { oidOf } from '../der/der-values.ts';
import type { Certificate } from './certificate.ts';
import { verifySigned } from './signed.ts';

/** A public key and how strong it is. */
export interface PublicKey {
  readonly key: KeyObject;
  readonly type: 'rsa' | 'ec' | 'other';
  /** Of the modulus or of the curve; 0 when it cannot be told. */
  readonly bits: number;
}

/** The public key of `certificate`. Throws DerError when it is of no kind that OpenSSL can use. */
export function publicKeyOf(certificate: Certificate): PublicKey {
  const known = read.get(certificate);
  if (known !== undefined) return known;
  const key = readPublicKey(certificate.publicKey);
  read.set(certificate, key);
  return key;
}

/** Reading a key costs OpenSSL 3 as much as verifying a signature with it, and each is asked for several times. */
const read = new WeakMap<Certificate, PublicKey>();

function readPublicKey(der: Uint8Array): PublicKey {
  refuseCostlyKey(der);
  const key = usableKey(der);
  const details = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec') return { key, type: 'ec', bits: curveBits(details.namedCurve) };
  const bits = details.modulusLength ?? edwardsBits.get(key.asymmetricKeyType ?? '') ?? 0;
  return { key, type: key.asymmetricKeyType?.startsWith('rsa') === true ? 'rsa' : 'other', bits };
}

/** Whether `certificate` was signed with the private half of `issuer`'s key. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  const key = usableKeyOf(issuer);
  if (key === undefined) return false;
  const verdict = verifySigned(certificate.signed, key);
  return verdict === 'unsupported' ? isSignedAsOpensslSees(certificate, key) : verdict === 'good';
}

/** The public key of `certificate`; undefined when it is of no kind that OpenSSL can use, so that it proves nothing. */
export function usableKeyOf(certificate: Certificate): KeyObject | undefined {
  try {
    return publicKeyOf(certificate).key;
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

/** For algorithms with parameters of their own, such as RSA-PSS. */
function isSignedAsOpensslSees({ der }: Certificate, key: KeyObject): boolean {
  try {
    return new X509Certificate(der).verify(key);
  } catch {
    return false; // what OpenSSL cannot read or compute with proves nothing
  }
}

/** How hard a key is to break: `broken` is a matter of hours today, `weak` is below what NIST and the CA/Browser Forum ask for. */
export function keyStrength({ type, bits }: PublicKey): 'good' | 'weak' | 'broken' {
  if (type === 'rsa') return bits < 1024 ? 'broken' : bits < 2048 ? 'weak' : 'good';
  if (type === 'ec') return bits < 160 ? 'broken' : bits < 224 ? 'weak' : 'good';
  return 'good';
}

/** RSA of 16384 bits, the most that OpenSSL computes with, and its exponent. */
const maxPublicKeyBytes = 4500;

/** A key that somebody made to keep us busy: a huge one, or a curve given by its formula. */
function refuseCostlyKey(der: Uint8Array): void {
  if (der.length > maxPublicKeyBytes) throw new DerError('a public key is too long', 0);
  const algorithm = new DerFields(readDer(der), tags.sequence, 'a public key').take();
  const fields = new DerFields(algorithm, tags.sequence, 'the algorithm of a public key');
  const isCurve = oidOf(fields.take()) === ellipticCurve;
  if (isCurve && fields.take().tag !== tags.oid) throw new DerError('a public key has a curve without a name', 0);
}

const ellipticCurve = '1.2.840.10045.2.1';

function usableKey(der: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  } catch {
    throw new DerError('a public key is not usable', 0);
  }
}

const edwardsBits: ReadonlyMap<string, number> = new Map([
  ['ed25519', 256],
  ['ed448', 448],
]);

/** The first number of three digits in the name of a curve is its size: prime256v1, secp384r1, brainpoolP512r1. */
function curveBits(name: string | undefined): number {
  return Number(/\d{3}/.exec(name ?? '')?.[0] ?? 0);
}
