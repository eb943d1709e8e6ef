import { contentsOf, type DerElement, tags } from './der-element.ts';
import { DerError } from './der-error.ts';
import { expectTag } from './der-fields.ts';

/** The value of a BOOLEAN. Every function here throws DerError when the element is of another type or not in its one DER form. */
export function booleanOf(element: DerElement): boolean {
  expectTag(element, tags.boolean, 'a BOOLEAN');
  const contents = contentsOf(element);
  const [value] = contents;
  if (contents.length !== 1 || (value !== 0x00 && value !== 0xff)) {
    throw new DerError('a BOOLEAN is malformed', element.start);
  }
  return value === 0xff;
}

/** The value of an INTEGER of at most 64 bytes, as hexadecimal digits of its bytes: serial numbers are names, not quantities. */
export function serialOf(element: DerElement): string {
  return Buffer.from(integerBytes(element)).toString('hex');
}

/** The value of an INTEGER that is not negative and fits in 31 bits. */
export function smallIntegerOf(element: DerElement): number {
  const bytes = integerBytes(element);
  if (bytes.length > 4 || (bytes[0] ?? 0) >= 0x80) throw new DerError('an INTEGER is out of range', element.start);
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** The value of an OBJECT IDENTIFIER in dotted form. */
export function oidOf(element: DerElement): string {
  expectTag(element, tags.oid, 'an OBJECT IDENTIFIER');
  const bytes = contentsOf(element);
  const last = bytes.at(-1);
  if (last === undefined || last >= 0x80 || bytes.length > maxOidBytes) {
    throw new DerError('an OBJECT IDENTIFIER is malformed', element.start);
  }
  const [first = 0n, ...others] = arcs(bytes, element.start);
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...others].join('.');
}

/** The bytes of an OCTET STRING. A view, not a copy. */
export function octetsOf(element: DerElement): Uint8Array {
  expectTag(element, tags.octetString, 'an OCTET STRING');
  return contentsOf(element);
}

/** The bits of a BIT STRING, first bit first in the first byte. A view, not a copy. */
export function bitsOf(element: DerElement): Uint8Array {
  expectTag(element, tags.bitString, 'a BIT STRING');
  const [unused] = contentsOf(element);
  const bits = contentsOf(element).subarray(1);
  const last = bits.at(-1) ?? 0;
  const isWhole = unused !== undefined && unused < 8 && (bits.length > 0 || unused === 0);
  if (!isWhole || (last & ((1 << unused) - 1)) !== 0) throw new DerError('a BIT STRING is malformed', element.start);
  return bits;
}

/** The instant of a UTCTime (two-digit years are of 1950-2049) or a GeneralizedTime, to the second, in UTC: what RFC 5280 allows. */
export function timeOf(element: DerElement): Date {
  const text = Buffer.from(contentsOf(element)).toString('latin1');
  const digits = element.tag === tags.utcTime ? centuryOf(text) + text : text;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits);
  const isTime = element.tag === tags.utcTime || element.tag === tags.generalizedTime;
  const written = match === null ? '' : `${match.slice(1, 4).join('-')}T${match.slice(4).join(':')}.000Z`;
  const instant = new Date(written);
  // `new Date` takes 30 February and 24:00 for the day after.
  if (!isTime || Number.isNaN(instant.getTime()) || instant.toISOString() !== written) {
    throw new DerError('a time is malformed', element.start);
  }
  return instant;
}

const maxIntegerBytes = 64;
const maxOidBytes = 64;

function integerBytes(element: DerElement): Uint8Array {
  expectTag(element, tags.integer, 'an INTEGER');
  const bytes = contentsOf(element);
  const [first, second] = bytes;
  if (first === undefined || bytes.length > maxIntegerBytes) {
    throw new DerError('an INTEGER is malformed', element.start);
  }
  const isPadded = second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (isPadded) throw new DerError('an INTEGER is not in its shortest form', element.start);
  return bytes;
}

function* arcs(bytes: Uint8Array, offset: number): Generator<bigint> {
  let arc = 0n;
  let isFirstByte = true;
  for (const byte of bytes) {
    if (isFirstByte && byte === 0x80) throw new DerError('an OBJECT IDENTIFIER is not in its shortest form', offset);
    arc = arc * 128n + BigInt(byte & 0x7f);
    isFirstByte = byte < 0x80;
    if (!isFirstByte) continue;
    yield arc;
    arc = 0n;
  }
}

function centuryOf(utcTime: string): string {
  return utcTime.slice(0, 2) < '50' ? '20' : '19';
}
