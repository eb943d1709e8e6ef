import { endOf, isPlainWord, MASK, type Secret } from './mask.ts';
import { secretKind, type SecretKind } from './secret-name.ts';

const MAX_NAME = 64;
/** Spaces, and tabs as they look once they are visible. */
const SPACES = /(?: |\\t){0,8}/y;
const OPENING_QUOTE = /\\{0,3}["']?/y;
/** An authorisation has two words, in a query as in a header. */
const BARE = /(?:(?:basic|bearer|digest|negotiate)(?: |\+|%20){1,3})?[^\s&"'<>`]*/iy;
const IN_DOUBLE_QUOTES = /[^"\n]*/y;
const IN_SINGLE_QUOTES = /[^'\n]*/y;
const HEADER_VALUE = /[^"'\n]*/y;

/** The value after `name=` or `name:` where the name is one of a secret: in queries, options, headers and JSON. */
export function nextAssignment(text: string, from: number): Secret | undefined {
  const separator = /[=:]/g;
  separator.lastIndex = from;
  while (separator.exec(text) !== null) {
    const at = separator.lastIndex - 1;
    const kind = secretKind(nameBefore(text, at));
    const value = kind === undefined ? undefined : valueAfter(text, at, kind);
    if (value !== undefined) return value;
  }
  return undefined;
}

function nameBefore(text: string, separator: number): string {
  const before = text.slice(Math.max(0, separator - MAX_NAME), separator);
  return /[\w.-]*$/.exec(before.replace(/\\{0,3}["']? {0,4}$/, ''))?.[0] ?? '';
}

function valueAfter(text: string, separator: number, kind: SecretKind): Secret | undefined {
  const isColon = text[separator] === ':';
  const spaced = endOf(SPACES, text, separator + 1);
  const mayBeSpaced = isColon || text[separator - 1] === ' ';
  const opened = mayBeSpaced ? spaced : separator + 1;
  const start = endOf(OPENING_QUOTE, text, opened);
  const quote = text[start - 1];
  if (start > opened && (quote === '"' || quote === "'")) return quotedValue(text, start, quote);
  const end = endOf(kind === 'header' && isColon ? HEADER_VALUE : BARE, text, opened);
  if (end === opened || (isColon && kind === 'token' && isProse(text, separator, { start: opened, end })))
    return undefined;
  return { start: opened, end, mask: MASK };
}

/** In text that was quoted once more each quote has backslashes before it; those before the closing one stay. */
function quotedValue(text: string, start: number, quote: '"' | "'"): Secret | undefined {
  const end = endOf(quote === '"' ? IN_DOUBLE_QUOTES : IN_SINGLE_QUOTES, text, start);
  if (end === start) return undefined;
  const backslashes = /\\{0,3}$/.exec(text.slice(Math.max(start, end - 3), end))?.[0].length ?? 0;
  return { start, end: Math.max(start, end - backslashes), mask: MASK };
}

/** "invalid token: expired" is a sentence, and `token:ATLASDATADISK:srm://...` a space token in a copysetup. */
function isProse(text: string, separator: number, value: { readonly start: number; readonly end: number }): boolean {
  return value.start === separator + 1 || isPlainWord(text.slice(value.start, value.end));
}
