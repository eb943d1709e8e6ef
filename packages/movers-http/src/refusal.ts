import { MoverError, type MoverErrorKind } from '@panda-pilot/movers-core';
import type { HttpAnswer } from './transport.ts';

/** What a status means that is no success. `what`: the request in a few words (`PUT`). */
export function refusalOf({ status, headers, text }: HttpAnswer, url: URL, what: string): MoverError {
  const words = wordsIn(text);
  const retryAfterMs = retryAfter(headers['retry-after'], Date.now());
  return new MoverError(`${what}: ${url.host} answers ${status}${words === '' ? '' : ` ${words.slice(0, 200)}`}`, {
    kind: kindOf(status, words),
    file: url.href,
    ...(words === '' ? {} : { tail: words.slice(-1000) }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** What a server explains, without its markup. */
export function wordsIn(text: string): string {
  return text
    .replaceAll(/<(script|style)\b[^]*?<\/\1>/gi, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** Milliseconds until the time that a `Retry-After` names, in either of its forms (RFC 9110, 10.2.3). */
export function retryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,6}$/.test(value)) return Number(value) * 1_000;
  const atMs = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

/** Words that say more than the status beside them: XrdHttp 5.5.3 has 500 for what its file system answers. */
const rows: readonly { readonly says: RegExp; readonly kind: MoverErrorKind }[] = [
  { says: /no space left|quota exceeded|insufficient storage/i, kind: 'no-space' },
  { says: /read-only file system/i, kind: 'read-only' },
  { says: /permission denied|not authorized/i, kind: 'denied' },
  { says: /no such file or directory|does not exist/i, kind: 'not-found' },
  { says: /file exists/i, kind: 'exists' },
  { says: /is a directory/i, kind: 'unsupported' },
];

function kindOf(status: number, words: string): MoverErrorKind {
  const said = status >= 500 || status === 409 ? rows.find(({ says }) => says.test(words))?.kind : undefined;
  return said ?? statuses[status] ?? 'other';
}

const statuses: Readonly<Record<number, MoverErrorKind>> = {
  400: 'unsupported',
  401: 'denied',
  403: 'denied',
  404: 'not-found',
  405: 'unsupported',
  407: 'denied',
  408: 'timed-out',
  410: 'not-found',
  // Of If-None-Match and Overwrite.
  412: 'exists',
  413: 'unsupported',
  414: 'unsupported',
  415: 'unsupported',
  423: 'offline',
  // It will take more requests in a while; who has another place goes there.
  429: 'offline',
  501: 'unsupported',
  502: 'network',
  503: 'offline',
  504: 'network',
  507: 'no-space',
};
