import { MoverError, type ToolOptions, turlOf, unescaped } from '@panda-pilot/movers-core';

/** A file of a dCache, in the words of its client. */
export interface Place {
  /** What dccp is given: `dcap://door:22125/pnfs/site/file`, or the path where the name space is mounted. */
  readonly address: string;
  /** In the name space, absolute and unescaped. */
  readonly path: string;
  readonly isMounted: boolean;
}

/** Schemes of SURLs. Without a prefix that leads to a door, an SRM's is a path that the node sees by itself. */
export const dcacheSchemes = ['dcap', 'gsidcap', 'srm', 'file'] as const;

/**
 * Where a SURL leads once the site's prefixes are applied. Throws a MoverError `unsupported` for other protocols, and for
 * names with control characters, or with `?` behind a door, which is where the client's options begin.
 */
export function placeOf(surl: URL, prefixes: ToolOptions['copyPrefix']): Place {
  const href = turlOf(surl.href, prefixes);
  const [, door, written] = /^((?:gsi)?dcap:\/\/[^/?#]+)(\/.*)$/.exec(href) ?? [];
  const [, mounted] = /^(?:file:\/\/|srm:\/\/[^/?#]+(?:\/[^?#]*\?SFN=)?)(\/.*)$/.exec(href) ?? [];
  const path = unescaped(written ?? mounted ?? '');
  if (path === '') throw refusal(surl, 'no file of a dCache, and no copyprefix makes it one');
  if (/\p{Cc}/u.test(path) || (door !== undefined && path.includes('?'))) {
    throw refusal(surl, 'a name that dccp cannot write');
  }
  return { address: `${door ?? ''}${path}`, path, isMounted: door === undefined };
}

export function refusal(surl: URL, why: string): MoverError {
  return new MoverError(`${why}: ${surl.href}`, { kind: 'unsupported', file: surl.href });
}
