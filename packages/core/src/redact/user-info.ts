import { endOf, MASK, type Secret } from './mask.ts';

const AUTHORITY = /[^\s/?#"'<>`\\]*/y;

/** The user part of a URL's authority: what stands before its last `@`. */
export function nextUserInfo(text: string, from: number): Secret | undefined {
  for (let slashes = text.indexOf('://', from); slashes !== -1; slashes = text.indexOf('://', slashes + 3)) {
    const start = slashes + 3;
    const authority = text.slice(start, endOf(AUTHORITY, text, start));
    const length = authority.lastIndexOf('@');
    if (length > 0) return { start, end: start + length, mask: MASK };
  }
  return undefined;
}
