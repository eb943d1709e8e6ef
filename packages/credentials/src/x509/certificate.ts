import { bytesOf, type DerElement, explicitTag, readDer, tags } from '../der/der-element.ts';
import { DerError } from '../der/der-error.ts';
import { DerFields, onlyPart } from '../der/der-fields.ts';
import { booleanOf, octetsOf, oidOf, serialOf, timeOf } from '../der/der-values.ts';
import { type Name, parseName } from './name.ts';
import { algorithmOf, parseSigned, type Signed } from './signed.ts';

/** An X.509 certificate (RFC 5280), read and not yet believed. */
export interface Certificate {
  readonly der: Uint8Array;
  /** Hexadecimal, as in the certificate. */
  readonly serial: string;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The DER of the subject's public key with its algorithm. */
  readonly publicKey: Uint8Array;
  readonly signed: Signed;
  /** By dotted object identifier. */
  readonly extensions: ReadonlyMap<string, Extension>;
}

/** An extension of a certificate, of a revocation list or of an attribute certificate. */
export interface Extension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Reads a certificate. Throws DerError. */
export function parseCertificate(der: Uint8Array): Certificate {
  if (der.length > maxCertificateBytes) throw new DerError('a certificate is too long', maxCertificateBytes);
  const signed = parseSigned(readDer(der), 'a certificate');
  return { der, signed, ...parseBody(signed) };
}

/** Reads Extensions. Throws DerError, also when one comes twice. */
export function parseExtensions(element: DerElement): ReadonlyMap<string, Extension> {
  const extensions = new Map<string, Extension>();
  for (const part of new DerFields(element, tags.sequence, 'the extensions').rest()) {
    const fields = new DerFields(part, tags.sequence, 'an extension');
    const oid = oidOf(fields.take());
    const critical = fields.takeIf(tags.boolean);
    const value = octetsOf(fields.take());
    fields.finish();
    if (extensions.has(oid)) throw new DerError('an extension comes twice', part.start);
    extensions.set(oid, { critical: critical !== undefined && booleanOf(critical), value });
  }
  return extensions;
}

/** Attributes of a user with very many groups make tens of kilobytes. */
const maxCertificateBytes = 128 * 1024;

type Body = Omit<Certificate, 'der' | 'signed'>;

function parseBody({ body, algorithm }: Signed): Body {
  const fields = new DerFields(body, tags.sequence, 'the body of a certificate');
  fields.takeIf(explicitTag(0));
  const serial = serialOf(fields.take());
  if (algorithmOf(fields.take()) !== algorithm) throw new DerError('a certificate names two algorithms', body.start);
  const issuer = parseName(fields.take());
  const { notBefore, notAfter } = parseValidity(fields.take());
  const subject = parseName(fields.take());
  const publicKey = bytesOf(fields.take(tags.sequence));
  fields.takeIf(issuerUniqueId);
  fields.takeIf(subjectUniqueId);
  const extensions = fields.takeIf(explicitTag(3));
  fields.finish();
  return {
    serial,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKey,
    extensions:
      extensions === undefined
        ? new Map()
        : parseExtensions(onlyPart(extensions, explicitTag(3), 'the extensions of a certificate')),
  };
}

const issuerUniqueId = 0x81;
const subjectUniqueId = 0x82;

/** Reads a Validity, or the validity period of an attribute certificate. Throws DerError. */
export function parseValidity(element: DerElement): { readonly notBefore: Date; readonly notAfter: Date } {
  const fields = new DerFields(element, tags.sequence, 'a validity');
  const notBefore = timeOf(fields.take());
  const notAfter = timeOf(fields.take());
  fields.finish();
  return { notBefore, notAfter };
}
