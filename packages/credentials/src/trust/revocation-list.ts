import { childrenOf, contentsOf, type DerElement, explicitTag, readDer, tags } from '../der/der-element.ts';
import { DerError } from '../der/der-error.ts';
import { DerFields, onlyPart } from '../der/der-fields.ts';
import { serialOf, timeOf } from '../der/der-values.ts';
import { parseExtensions } from '../x509/certificate.ts';
import { type Name, parseName } from '../x509/name.ts';
import { readPem } from '../x509/pem.ts';
import { algorithmOf, parseSigned, type Signed } from '../x509/signed.ts';

/** A list of revoked certificates (RFC 5280, 5), read and not yet believed. */
export interface RevocationList {
  readonly signed: Signed;
  readonly issuer: Name;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
  /** Whether the certificate of this serial number, in hexadecimal, is on the list. Throws DerError when an entry cannot be read. */
  lists(serial: string): boolean;
}

/** A list of 64 MB names a million certificates. */
export const maxRevocationBytes = 64 * 1024 * 1024;

/** Reads a revocation list, PEM or DER. Throws DerError. */
export function parseRevocationList(bytes: Buffer): RevocationList {
  const signed = parseSigned(readDer(derOf(bytes)), 'a revocation list');
  const fields = new DerFields(signed.body, tags.sequence, 'the body of a revocation list');
  fields.takeIf(tags.integer);
  algorithmOf(fields.take());
  const issuer = parseName(fields.take());
  const thisUpdate = timeOf(fields.take());
  const nextUpdate = fields.takeIf(tags.utcTime, tags.generalizedTime);
  const entries = fields.takeIf(tags.sequence);
  const extensions = fields.takeIf(explicitTag(0));
  fields.finish();
  if (extensions !== undefined) refuseDelta(extensions);
  const lists = (serial: string): boolean => entries !== undefined && isListed(entries, serial);
  const read = { signed, issuer, thisUpdate, lists };
  return nextUpdate === undefined ? read : { ...read, nextUpdate: timeOf(nextUpdate) };
}

function derOf(bytes: Buffer): Uint8Array {
  if (bytes[0] === tags.sequence) return bytes;
  const [block] = readPem(bytes.toString('latin1'), { characters: 2 * maxRevocationBytes });
  if (block?.label !== 'X509 CRL') throw new DerError('it holds no revocation list', 0);
  return block.der;
}

/** A list of changes alone (delta CRL) would be taken for the whole. */
function refuseDelta(element: DerElement): void {
  const extensions = parseExtensions(onlyPart(element, explicitTag(0), 'the extensions of a revocation list'));
  if (extensions.has('2.5.29.27')) throw new DerError('it lists only changes', element.start);
}

function isListed(entries: DerElement, serial: string): boolean {
  const wanted = Buffer.from(serial, 'hex');
  return childrenOf(entries).some((entry) => {
    const number = new DerFields(entry, tags.sequence, 'an entry of a revocation list').take(tags.integer);
    return wanted.equals(contentsOf(number)) && serialOf(number) === serial;
  });
}
