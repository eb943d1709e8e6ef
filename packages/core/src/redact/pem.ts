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
