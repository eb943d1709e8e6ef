import { redact } from '@panda-pilot/core';

const maxCharacters = 300;

/** A server's words as one line for a log: no markup, no control characters, no secrets, at most 300 characters. */
export function printable(words: string): string {
  const line = withoutMarkup(words.slice(0, 20_000)).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ');
  return bounded(redact(line).trim());
}

function bounded(line: string): string {
  return line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters - 1)}…`;
}

/** Of an HTML page only the title: the rest is for a browser. */
function withoutMarkup(words: string): string {
  if (!looksLikeMarkup(words)) return words;
  const title = /<title[^>]*>([^<]*)/i.exec(words)?.[1] ?? '';
  return title.trim() === '' ? words.replaceAll(/<[^>]*>/g, ' ') : title;
}

/** Whether a body is HTML or XML. */
export function looksLikeMarkup(body: string): boolean {
  return /^\s*<[!?a-z]/i.test(body);
}
