import { type KeyObject, verify } from 'node:crypto';
import { bytesOf, type DerElement, tags } from '../der/der-element.ts';
import { DerError } from '../der/der-error.ts';
import { DerFields } from '../der/der-fields.ts';
import { bitsOf, oidOf } from '../der/der-values.ts';

/** Something with a signature over it: a certificate, an attribute certificate, a revocation list. */
export interface Signed {
  readonly body: DerElement;
  /** Dotted object identifier. */
  readonly algorithm: string;
  readonly signature: Uint8Array;
}

/** Reads the three parts of SIGNED; `what` names it in errors. Throws DerError. */
export function parseSigned(element: DerElement, what: string): Signed {
  const fields = new DerFields(element, tags.sequence, what);
  const body = fields.take(tags.sequence);
  const algorithm = algorithmOf(fields.take());
  const signature = bitsOf(fields.take());
  fields.finish();
  return { body, algorithm, signature };
}

/** The object identifier of an AlgorithmIdentifier. Throws DerError. */
export function algorithmOf(element: DerElement): string {
  const fields = new DerFields(element, tags.sequence, 'an algorithm');
  const oid = oidOf(fields.take());
  if (fields.rest().length > 1) throw new DerError('an algorithm has a part too many', element.start);
  return oid;
}

/** What `key` says of a signature. `unsupported`: it is made in a way that is not known here, so that nothing is proved. */
export type SignatureVerdict = 'good' | 'bad' | 'unsupported';

/** Whether `signed` was signed with the private half of `key`. */
export function verifySigned(signed: Signed, key: KeyObject): SignatureVerdict {
  const hash = signatureHashes.get(signed.algorithm);
  if (hash === undefined) return 'unsupported';
  try {
    const digest = hash === 'none' ? null : hash;
    return verify(digest, bytesOf(signed.body), key, signed.signature) ? 'good' : 'bad';
  } catch {
    return 'bad'; // OpenSSL's reasons differ between versions: the key is of another kind, or the signature is no number
  }
}

/** The hash that a signature algorithm uses. Ed25519 and Ed448 have none of their own choice. */
const signatureHashes: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.4', 'md5'],
  ['1.2.840.113549.1.1.5', 'sha1'],
  ['1.2.840.113549.1.1.14', 'sha224'],
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.10045.4.1', 'sha1'],
  ['1.2.840.10045.4.3.1', 'sha224'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
  ['1.2.840.10040.4.3', 'sha1'],
  ['2.16.840.1.101.3.4.3.2', 'sha256'],
  ['1.3.101.112', 'none'],
  ['1.3.101.113', 'none'],
]);

/** How much a signature algorithm is worth: `broken` ones can be forged today, `weak` ones with means that few have. */
export function signatureStrength(algorithm: string): 'good' | 'weak' | 'broken' {
  const hash = signatureHashes.get(algorithm);
  if (hash === 'md5' || algorithm === md2WithRsa) return 'broken';
  return hash === 'sha1' ? 'weak' : 'good';
}

const md2WithRsa = '1.2.840.113549.1.1.2';
