import { DerError } from './der-error.ts';

/** One element of DER: where its identifier octet, its contents and its end are in `source`. */
export interface DerElement {
  readonly source: Uint8Array;
  /** The identifier octet: class, constructed bit and number. */
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

/** Identifier octets of the universal types that certificates use. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  generalString: 0x1b,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The identifier octet of the constructed context tag `[number]`: an EXPLICIT one, or an IMPLICIT one of a SEQUENCE. */
export function explicitTag(number: number): number {
  return 0xa0 | number;
}

/** The identifier octet of the primitive context tag `[number]`: an IMPLICIT one of a simple type. */
export function implicitTag(number: number): number {
  return 0x80 | number;
}

/** The one element that `source` is. Throws DerError when it is not one whole element, or has bytes after it. */
export function readDer(source: Uint8Array): DerElement {
  const element = elementAt(source, 0, source.length);
  if (element.end !== source.length) throw new DerError('there are bytes after the end', element.end);
  return element;
}

/**
 * The elements inside a constructed one, one floor down. Nothing here descends by itself, so that the depth of the
 * bytes costs nothing: the code that knows the schema asks for each floor. Throws DerError.
 */
export function childrenOf(element: DerElement): DerElement[] {
  if ((element.tag & constructedBit) === 0) throw new DerError('an element has no parts', element.start);
  const children: DerElement[] = [];
  for (let at = element.contentStart; at < element.end;) {
    const child = elementAt(element.source, at, element.end);
    children.push(child);
    at = child.end;
  }
  return children;
}

/** The contents of `element`, without identifier and length. A view, not a copy. */
export function contentsOf(element: DerElement): Uint8Array {
  return element.source.subarray(element.contentStart, element.end);
}

/** The whole of `element`, with identifier and length. A view, not a copy. */
export function bytesOf(element: DerElement): Uint8Array {
  return element.source.subarray(element.start, element.end);
}

const constructedBit = 0x20;
const longFormNumber = 0x1f;

function elementAt(source: Uint8Array, start: number, limit: number): DerElement {
  const tag = octet(source, start, limit);
  if ((tag & longFormNumber) === longFormNumber) throw new DerError('a tag has more than one byte', start);
  const first = octet(source, start + 1, limit);
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const length = lengthBytes === 0 && first < 0x80 ? first : longLength(source, { at: start + 2, lengthBytes, limit });
  const contentStart = start + 2 + lengthBytes;
  // The rest of the parent is what the length is measured against: no sum that could grow beyond it is made.
  if (length > limit - contentStart) throw new DerError('an element is longer than what holds it', start);
  return { source, tag, start, contentStart, end: contentStart + length };
}

/** 4 bytes count 4 GB, far more than any bytes here have. */
const maxLengthBytes = 4;

function longLength(source: Uint8Array, field: { at: number; lengthBytes: number; limit: number }): number {
  const { at, lengthBytes, limit } = field;
  if (lengthBytes === 0) throw new DerError('a length is indefinite', at - 1);
  if (lengthBytes > maxLengthBytes) throw new DerError('a length has more than 4 bytes', at - 1);
  let length = 0;
  for (let index = 0; index < lengthBytes; index++) length = length * 256 + octet(source, at + index, limit);
  if (length < 0x80 || length < 256 ** (lengthBytes - 1)) {
    throw new DerError('a length is not written in its shortest form', at - 1);
  }
  return length;
}

function octet(source: Uint8Array, at: number, limit: number): number {
  const value = at < limit ? source[at] : undefined;
  if (value === undefined) throw new DerError('the bytes end within an element', at);
  return value;
}
