import type { PrefixPair } from '@panda-pilot/core';
import { MoverError, turlOf } from '@panda-pilot/movers-core';

/** The schemes of the xroot protocol; `roots` and `xroots` speak TLS. */
export const xrootSchemes = ['root', 'xroot', 'roots', 'xroots'] as const;

/** A file, or a directory, of an xroot server, in the words of its clients. */
export interface Place {
  /** `root://host:1094` */
  readonly server: string;
  /** Absolute and unescaped: the clients take every character for itself. */
  readonly path: string;
  /** What is passed on unread (`?oss.cgroup=token`), or nothing. */
  readonly opaque: string;
}

/**
 * Where a SURL leads once the site's prefixes are applied. Rejects by throwing a MoverError `unsupported` for what the
 * clients cannot name: other protocols, and paths with `?` or a control character.
 */
export function placeOf(surl: URL, prefixes: readonly PrefixPair[]): Place {
  const href = turlOf(surl.href, prefixes);
  const url = URL.canParse(href) ? new URL(href) : undefined;
  const scheme = url?.protocol.slice(0, -1);
  if (url === undefined || url.host === '' || !xrootSchemes.some((one) => one === scheme)) {
    throw unsupported(surl, 'no xroot URL, and no copyprefix makes it one');
  }
  const user = url.username === '' ? '' : `${url.username}@`;
  const path = `/${pathIn(url, surl).replace(/^\/+/, '')}`;
  return { server: `${scheme}://${user}${url.host}`, path, opaque: url.search };
}

/** `root://host//path`, the form in which a path is absolute for every server. */
export function urlOf({ server, path, opaque }: Place): string {
  return `${server}/${path}${opaque}`;
}

function pathIn(url: URL, surl: URL): string {
  // An xroot URL has no fragments: what looks like one belongs to the name.
  const written = `${url.pathname}${url.hash}`;
  let path: string;
  try {
    path = decodeURIComponent(written);
  } catch {
    path = written; // a `%` that begins no escape stands for itself
  }
  if (/%2f/i.test(written)) throw unsupported(surl, 'an escaped slash');
  // The clients read `?` as the end of the path, and print a line for each file.
  if (/[?\p{Cc}]/u.test(path)) throw unsupported(surl, 'a name that xroot clients cannot write');
  return path;
}

function unsupported(surl: URL, why: string): MoverError {
  return new MoverError(`${why}: ${surl.href}`, { kind: 'unsupported', file: surl.href });
}
