import { bytesOf, type DerElement, explicitTag, readDer, tags } from '../der/der-element.ts';
import { DerError } from '../der/der-error.ts';
import { DerFields } from '../der/der-fields.ts';
import { octetsOf } from '../der/der-values.ts';
import { type Certificate, type Extension, parseCertificate } from '../x509/certificate.ts';
import { addressOf } from './general-names.ts';

/** Object identifiers of the extensions of attribute certificates. */
export const attributeExtensionIds = {
  authorityKeyIdentifier: '2.5.29.35',
  targets: '2.5.29.55',
  noRevocation: '2.5.29.56',
  issuerCertificates: '1.3.6.1.4.1.8005.100.100.10',
  genericAttributes: '1.3.6.1.4.1.8005.100.100.11',
} as const;

/** A name and a value that a VOMS server keeps of its user beside the groups, such as `nickname`. */
export interface GenericAttribute {
  readonly name: string;
  readonly value: string;
  /** The group that it was given for, or the VO. */
  readonly qualifier: string;
}

type Extensions = ReadonlyMap<string, Extension>;

/** The certificate of the issuer, and those of its authorities, that came with the attributes. Throws DerError. */
export function issuerCertificatesOf(extensions: Extensions): readonly Certificate[] {
  return partsOf(extensions, attributeExtensionIds.issuerCertificates)
    .flatMap((sequence) => new DerFields(sequence, tags.sequence, 'the certificates of the issuer').rest())
    .map((certificate) => parseCertificate(bytesOf(certificate)));
}

/**
 * The hosts that the attributes are meant for; undefined when they are for all. Empty when they are limited to what is
 * not understood, as those of voms-proxy-fake 2.1.0-rc3 always are. Throws DerError.
 */
export function targetsOf(extensions: Extensions): readonly string[] | undefined {
  if (!extensions.has(attributeExtensionIds.targets)) return undefined;
  return partsOf(extensions, attributeExtensionIds.targets)
    .flatMap((targets) => new DerFields(targets, tags.sequence, 'the targets').rest())
    .filter((target) => target.tag === targetName)
    .flatMap((target) => new DerFields(target, targetName, 'a target').rest())
    .flatMap((name) => addressOf(name) ?? []);
}

const targetName = explicitTag(0);

/** The generic attributes. Throws DerError. */
export function genericAttributesOf(extensions: Extensions): readonly GenericAttribute[] {
  return partsOf(extensions, attributeExtensionIds.genericAttributes)
    .flatMap((sequence) => new DerFields(sequence, tags.sequence, 'the generic attributes').rest())
    .flatMap((provider) => {
      const fields = new DerFields(provider, tags.sequence, 'the provider of attributes');
      fields.take(tags.sequence);
      return new DerFields(fields.take(), tags.sequence, 'the generic attributes').rest();
    })
    .map(genericAttribute);
}

function genericAttribute(element: DerElement): GenericAttribute {
  const fields = new DerFields(element, tags.sequence, 'a generic attribute');
  const [name, value, qualifier] = [fields.take(), fields.take(), fields.take()].map((part) =>
    Buffer.from(octetsOf(part)).toString('utf8'),
  );
  fields.finish();
  return { name: name ?? '', value: value ?? '', qualifier: qualifier ?? '' };
}

function partsOf(extensions: Extensions, oid: string): readonly DerElement[] {
  const extension = extensions.get(oid);
  if (extension === undefined) return [];
  const parts = new DerFields(readDer(extension.value), tags.sequence, 'an extension of the attributes').rest();
  if (parts.length > maxParts) throw new DerError('an extension of the attributes has too many parts', 0);
  return parts;
}

const maxParts = 64;
