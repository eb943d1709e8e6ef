import { bytesOf, childrenOf, contentsOf, type DerElement, tags } from '../der/der-element.ts';
import { DerError } from '../der/der-error.ts';
import { DerFields, expectTag } from '../der/der-fields.ts';
import { oidOf } from '../der/der-values.ts';
import { stringEncodings } from './attribute-types.ts';

/** A distinguished name as its certificate has it: relative names in order, each of one attribute or, rarely, more. */
export interface Name {
  readonly der: Uint8Array;
  readonly relativeNames: readonly (readonly NameAttribute[])[];
}

/** One attribute of a name. */
export interface NameAttribute {
  /** Dotted object identifier. */
  readonly type: string;
  /** The identifier octet of the value. */
  readonly tag: number;
  readonly bytes: Uint8Array;
  /** Type and value with their identifiers and lengths, as they stand in the certificate. */
  readonly typeDer: Uint8Array;
  readonly valueDer: Uint8Array;
  /** The value as text; absent when it is of no string type. */
  readonly text?: string;
}

/** Reads a Name. Throws DerError. */
export function parseName(element: DerElement): Name {
  expectTag(element, tags.sequence, 'a name');
  const relativeNames = childrenOf(element).map(parseRelativeName);
  if (relativeNames.length > maxRelativeNames) throw new DerError('a name is too long', element.start);
  return { der: bytesOf(element), relativeNames };
}

const maxRelativeNames = 64;

function parseRelativeName(element: DerElement): readonly NameAttribute[] {
  expectTag(element, tags.set, 'a relative name');
  const attributes = childrenOf(element).map(parseAttribute);
  if (attributes.length === 0 || attributes.length > maxRelativeNames) {
    throw new DerError('a relative name is empty or too long', element.start);
  }
  return attributes;
}

function parseAttribute(element: DerElement): NameAttribute {
  const fields = new DerFields(element, tags.sequence, 'an attribute of a name');
  const type = fields.take();
  const value = fields.take();
  fields.finish();
  const text = textOf(value);
  const attribute = {
    type: oidOf(type),
    tag: value.tag,
    bytes: contentsOf(value),
    typeDer: bytesOf(type),
    valueDer: bytesOf(value),
  };
  return text === undefined ? attribute : { ...attribute, text };
}

function textOf(value: DerElement): string | undefined {
  const bytes = Buffer.from(contentsOf(value));
  switch (stringEncodings.get(value.tag)) {
    case undefined:
      return undefined;
    case 'latin1':
      return bytes.toString('latin1');
    case 'utf8':
      return utf8Of(bytes, value.start);
    case 'utf16':
      return wideText(bytes, { width: 2, offset: value.start });
    case 'utf32':
      return wideText(bytes, { width: 4, offset: value.start });
  }
}

function utf8Of(bytes: Buffer, offset: number): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw new DerError('a UTF8String is not UTF-8', offset);
    throw error;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function wideText(bytes: Buffer, { width, offset }: { width: 2 | 4; offset: number }): string {
  if (bytes.length % width !== 0) throw new DerError('a string of wide characters is cut', offset);
  let text = '';
  for (let at = 0; at < bytes.length; at += width) {
    const point = bytes.readUIntBE(at, width);
    if (point > 0x10ffff) throw new DerError('a character is out of range', offset);
    text += String.fromCodePoint(point);
  }
  return text;
}
