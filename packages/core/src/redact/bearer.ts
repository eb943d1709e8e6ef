import { endOf, isPlainWord, MASK, type Secret } from './mask.ts';

/** A tab is visible by the time it is looked for. */
const GAP = /(?: |\+|:|=|%20|\\t){0,8}/y;
const TOKEN = /[\w.~+/=%-]*/y;
const JWT_PARTS = /[\w.-]*/y;

/** The token after the word `Bearer`, wherever the word stands. A plain word after it is prose. */
export function nextBearer(text: string, from: number): Secret | undefined {
  const word = /bearer/gi;
  word.lastIndex = from;
  while (word.exec(text) !== null) {
    const start = endOf(GAP, text, word.lastIndex);
    if (start === word.lastIndex) continue;
    const end = endOf(TOKEN, text, start);
    if (!isPlainWord(text.slice(start, end))) return { start, end, mask: MASK };
  }
  return undefined;
}

/** A JSON web token: base64url parts between dots, of which the first starts as `{"` does; an encrypted one may lack the second. */
export function nextJwt(text: string, from: number): Secret | undefined {
  let start = text.indexOf('eyJ', from);
  while (start !== -1) {
    const end = endOf(JWT_PARTS, text, start);
    if (/^[\w-]{10,}\.[\w.-]/.test(text.slice(start, end))) return { start, end, mask: MASK };
    start = text.indexOf('eyJ', end);
  }
  return undefined;
}
