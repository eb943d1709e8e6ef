import type { Secret } from './mask.ts';

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const DASHES = '-----';

/** Longer than any label in RFC 7468 and OpenSSL. */
const MAX_LABEL = 40;

/**
 * A PEM block of any kind: a proxy is a certificate, a key and more certificates, and only together are they useful. A
 * block without an end, as in the head of a file, lasts to the end of the text.
 */
export function nextPem(text: string, from: number): Secret | undefined {
  for (let start = text.indexOf(BEGIN, from); start !== -1; start = text.indexOf(BEGIN, start + 1)) {
    const label = labelAt(text, start + BEGIN.length);
    if (label !== undefined) return { start, end: endOfBlock(text, start + BEGIN.length), mask: `[redacted ${label}]` };
  }
  return undefined;
}

/**
 * The rest of a PEM block whose beginning was cut off, as in the tail of a file: the last line of a block with at least
 * some of what stood before it. Blocks with a beginning are {@link nextPem}'s, and masked before.
 */
export function nextPemTail(text: string, from: number): Secret | undefined {
  for (let last = text.indexOf(END, from); last !== -1; last = text.indexOf(END, last + 1)) {
    const label = labelAt(text, last + END.length);
    const start = label === undefined ? last : startOfBody(text, last, from);
    if (label === undefined || start === last) continue;
    return { start, end: last + END.length + label.length + DASHES.length, mask: `[redacted ${label}]` };
  }
  return undefined;
}

/** Where the lines of a block begin that end before `end`; it may all be in one line, as JSON has it. */
function startOfBody(text: string, end: number, from: number): number {
  let start = end;
  while (start > from && isOfBody(text[start - 1])) start -= 1;
  if (start === end) while (start > from && text[start - 1] === ' ') start -= 1;
  while (start > from && text[start - 1] === '\n') {
    const lineStart = Math.max(from, text.lastIndexOf('\n', start - 2) + 1);
    if (start - 1 - lineStart > longestLine || !bodyLine.test(text.slice(lineStart, start - 1))) break;
    start = lineStart;
  }
  return text.slice(start, end).trim() === '' ? end : start;
}

/** Longer than PEM allows: some write a block in lines of their own length, or in one. */
const longestLine = 20_000;

/** A carriage return is visible already. */
const bodyLine = /^ *[A-Za-z0-9+/=]+(?:\\r)?$/;

/** Base64, and the backslash of a line break in JSON. */
function isOfBody(character = ''): boolean {
  return /^[A-Za-z0-9+/=\\]$/.test(character);
}

function endOfBlock(text: string, from: number): number {
  const end = text.indexOf(END, from);
  if (end === -1) return text.length;
  const label = labelAt(text, end + END.length) ?? '';
  return end + END.length + label.length + DASHES.length;
}

function labelAt(text: string, from: number): string | undefined {
  const rest = text.slice(from, from + MAX_LABEL + DASHES.length);
  const length = rest.indexOf(DASHES);
  const label = rest.slice(0, Math.max(length, 0));
  return /^[A-Z0-9][A-Z0-9 ]*$/.test(label) ? label : undefined;
}
