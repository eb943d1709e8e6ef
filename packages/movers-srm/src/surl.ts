import { MoverError, type ToolOptions, turlOf, unescaped } from '@panda-pilot/movers-core';

/** An SRM endpoint's URL as its clients write it, once the site's prefixes are applied. */
export interface Surl {
  /** `srm://host:8443/srm/managerv2?SFN=`, or `srm://host:8443` where the service is left out. */
  readonly endpoint: string;
  /** Absolute and unescaped. */
  readonly path: string;
}

/**
 * Takes a SURL apart. Throws a MoverError `unsupported` for another protocol, and for names that the clients cannot write:
 * gfal2 2.21 stores what is not ASCII under another name, every byte taken for a letter.
 */
export function surlOf(url: URL, prefixes: ToolOptions['copyPrefix']): Surl {
  const href = turlOf(url.href, prefixes);
  const [, host, written] = /^srm:\/\/([^/?#]+(?:\/[^?#]*\?SFN=)?)(\/.*)$/.exec(href) ?? [];
  if (host === undefined || written === undefined) throw unsupported(url, 'no SURL, and no copyprefix makes it one');
  const path = unescaped(written);
  if (!/^[\x20-\x7e]*$/.test(path)) throw unsupported(url, 'a name that SRM clients cannot write');
  return { endpoint: `srm://${host}`, path };
}

/** With every name escaped, as gfal2 wants it: it takes `%`, `?` and `#` for what they mean in URLs. */
export function escapedSurl({ endpoint, path }: Surl): string {
  return `${endpoint}${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** Letter by letter, as the older clients want it. */
export function plainSurl({ endpoint, path }: Surl): string {
  return `${endpoint}${path}`;
}

export function unsupported(url: URL, why: string): MoverError {
  return new MoverError(`${why}: ${url.href}`, { kind: 'unsupported', file: url.href });
}
