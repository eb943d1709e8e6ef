import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { PrefixPair } from '@panda-pilot/core';
import { MoverError, turlOf } from '@panda-pilot/movers-core';

/** The schemes of WebDAV, with TLS and without. */
export const davSchemes = ['davs', 'https', 'dav', 'http'] as const;

/**
 * Where a SURL leads once the site's prefixes are applied, as a URL of HTTP. Throws a MoverError `unsupported` for other
 * protocols, for directories, for names with `?`, and for URLs that hold a password.
 */
export function placeOf(surl: URL, prefixes: readonly PrefixPair[]): URL {
  const turl = turlOf(surl.href, prefixes);
  const [, scheme, rest = ''] = /^(davs?|https?):(\/\/[^/].*)$/s.exec(turl) ?? [];
  if (scheme === undefined) throw unsupported(surl, 'no URL of WebDAV, and no copyprefix makes it one');
  const url = urlOf(`${scheme.replace('dav', 'http')}:${asWritten(rest)}`, surl);
  if (url.username !== '' || url.password !== '') throw unsupported(surl, 'a URL with a user or a password');
  if (url.pathname.endsWith('/')) throw unsupported(surl, 'a directory');
  // XrdHttp 5.5.3 unescapes it and takes it for the end of the name: another file would be touched.
  if (/%3f/i.test(url.pathname)) throw unsupported(surl, 'a name with a question mark');
  return url;
}

/** The directory that a file is in, with the slash at the end; undefined for the root. */
export function directoryOf(url: URL): URL | undefined {
  const path = url.pathname.replace(/[^/]+\/?$/, '');
  return path === '' || /^\/+$/.test(path) ? undefined : new URL(path, url);
}

/** Beside the file itself, and always the same, so that what is left of it can be found; of one length, as names have one. */
export function partOf(url: URL): URL {
  const name = createHash('md5').update(basename(url.pathname)).digest('hex');
  return new URL(`.panda-part-${name}`, url);
}

/** Names are files': `#` begins no fragment, a `%` that begins no escape stands for itself, and `\` is no slash. */
function asWritten(rest: string): string {
  return rest
    .replaceAll('#', '%23')
    .replaceAll('\\', '%5C')
    .replaceAll(/%(?![0-9a-f]{2})/gi, '%25');
}

function urlOf(text: string, surl: URL): URL {
  if (!URL.canParse(text)) throw unsupported(surl, 'no URL');
  return new URL(text);
}

function unsupported(surl: URL, why: string): MoverError {
  return new MoverError(`${why}: ${surl.href}`, { kind: 'unsupported', file: surl.href });
}
