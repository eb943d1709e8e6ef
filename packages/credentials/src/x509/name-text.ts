import { attributeNames } from './attribute-types.ts';
import type { Name, NameAttribute } from './name.ts';

/** A distinguished name, as people and files write it. */
export interface DistinguishedName {
  /** `/DC=ch/DC=cern/CN=Jane Doe`: grid map files, VOMS, the PanDA server. Bytes that are not printable ASCII are `\xHH`. A slash in a value stays
   * as it is, as in those files; OpenSSL 3 shows it with a backslash. */
  readonly slash: string;
  /** `CN=Jane Doe,DC=cern,DC=ch` (RFC 2253, RFC 4514): last part first, in Unicode. */
  readonly rfc2253: string;
}

/** Both forms of `name`. */
export function distinguishedName(name: Name): DistinguishedName {
  return { slash: slashForm(name), rfc2253: rfc2253Form(name) };
}

/** The form with slashes. Not to be read back: a value may have slashes itself. */
export function slashForm(name: Name): string {
  return name.relativeNames
    .map(
      (attributes) => `/${attributes.map((attribute) => `${shortName(attribute)}=${printable(attribute)}`).join('+')}`,
    )
    .join('');
}

/**
 * A name in the form with slashes, its attributes spelled as OpenSSL does: the one for mail addresses has had three
 * names, the one for user ids two. Letters beyond ASCII become the bytes of their UTF-8.
 */
export function oneSpelling(name: string): string {
  return name
    .replaceAll(/\/(?:E|Email|emailAddress)=/gi, '/emailAddress=')
    .replaceAll(/\/(?:UID|USERID)=/gi, '/UID=')
    .replaceAll(/[\u{80}-\u{10FFFF}]+/gu, (letters) =>
      Array.from(Buffer.from(letters), (byte) => `\\x${hex(byte)}`).join(''),
    )
    .replaceAll(/\\x[0-9a-f]{2}/gi, (escape) => `\\x${escape.slice(2).toUpperCase()}`);
}

/** Whether two names in the form with slashes are one name, however their writers spell it. */
export function sameDn(one: string, other: string): boolean {
  return oneSpelling(one) === oneSpelling(other);
}

function rfc2253Form(name: Name): string {
  return name.relativeNames
    .toReversed()
    .map((attributes) => attributes.toReversed().map(escapedAttribute).join('+'))
    .join(',');
}

function shortName({ type }: NameAttribute): string {
  return attributeNames.get(type) ?? type;
}

function printable({ bytes }: NameAttribute): string {
  return Array.from(bytes, (byte) =>
    byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : `\\x${hex(byte)}`,
  ).join('');
}

function escapedAttribute(attribute: NameAttribute): string {
  const name = attributeNames.get(attribute.type);
  if (name === undefined || attribute.text === undefined) {
    return `${name ?? attribute.type}=#${Array.from(attribute.valueDer, hex).join('')}`;
  }
  return `${name}=${escaped(attribute.text)}`;
}

function escaped(text: string): string {
  return text
    .replaceAll(/[,+"\\<>;]/g, String.raw`\$&`)
    .replace(/^[ #]/, String.raw`\$&`)
    .replace(/(?<!^) $/, String.raw`\ `)
    .replaceAll(controlCharacters, (character) => `\\${hex(character.codePointAt(0) ?? 0)}`);
}

// oxlint-disable-next-line no-control-regex
const controlCharacters = /[\u0000-\u001F\u007F]/g;

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0').toUpperCase();
}
