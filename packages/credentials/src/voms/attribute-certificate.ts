import { childrenOf, type DerElement, explicitTag, readDer, tags } from '../der/der-element.ts';
import { DerError } from '../der/der-error.ts';
import { DerFields } from '../der/der-fields.ts';
import { serialOf, smallIntegerOf } from '../der/der-values.ts';
import { type Extension, parseExtensions, parseValidity } from '../x509/certificate.ts';
import type { Name } from '../x509/name.ts';
import { algorithmOf, parseSigned, type Signed } from '../x509/signed.ts';
import { directoryNames } from './general-names.ts';
import { type Membership, parseMembership } from './membership.ts';

/** An attribute certificate (RFC 5755) of a VOMS server, read and not yet believed. */
export interface AttributeCertificate extends Membership {
  readonly signed: Signed;
  /** Names of the certificate that the attributes were given to, and its serial number in hexadecimal. */
  readonly holder: { readonly names: readonly Name[]; readonly serial: string };
  readonly issuer: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** By dotted object identifier. */
  readonly extensions: ReadonlyMap<string, Extension>;
}

/** The attribute certificates in the value of a certificate's VOMS extension. Throws DerError. */
export function parseAttributeCertificates(value: Uint8Array): readonly AttributeCertificate[] {
  const sequences = new DerFields(readDer(value), tags.sequence, 'the VOMS extension').rest();
  const elements = sequences.flatMap((sequence) => childrenOf(sequence));
  if (elements.length > maxCertificates) throw new DerError('there are too many attribute certificates', 0);
  return elements.map(parseAttributeCertificate);
}

const maxCertificates = 16;

function parseAttributeCertificate(element: DerElement): AttributeCertificate {
  const signed = parseSigned(element, 'an attribute certificate');
  const fields = new DerFields(signed.body, tags.sequence, 'the body of an attribute certificate');
  const version = smallIntegerOf(fields.take());
  if (version !== 1) throw new DerError('an attribute certificate is not of version 2', signed.body.start);
  const holder = parseHolder(fields.take());
  const issuer = parseIssuer(fields.take());
  algorithmOf(fields.take());
  serialOf(fields.take());
  const validity = parseValidity(fields.take());
  const membership = parseMembership(fields.take());
  fields.takeIf(tags.bitString);
  const extensions = fields.takeIf(tags.sequence);
  fields.finish();
  return {
    signed,
    holder,
    issuer,
    ...validity,
    ...membership,
    extensions: extensions === undefined ? new Map() : parseExtensions(extensions),
  };
}

/** Holder by issuer and serial number: the only way that VOMS servers use. */
function parseHolder(element: DerElement): AttributeCertificate['holder'] {
  const fields = new DerFields(element, tags.sequence, 'the holder of attributes');
  const certificateId = new DerFields(fields.take(), explicitTag(0), 'the holder of attributes');
  const names = directoryNames(certificateId.take(), tags.sequence);
  const serial = serialOf(certificateId.take());
  return { names, serial };
}

/** In version 2 the names are one floor deeper. */
function parseIssuer(element: DerElement): Name {
  const isVersion2 = element.tag === explicitTag(0);
  const names = isVersion2 ? new DerFields(element, explicitTag(0), 'the issuer of attributes').take() : element;
  const [issuer, ...more] = directoryNames(names, tags.sequence);
  if (issuer === undefined || more.length > 0) throw new DerError('attributes have not one issuer', element.start);
  return issuer;
}
