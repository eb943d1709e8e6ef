import type { PrefixPair } from '@panda-pilot/core';
import { MoverError, turlOf } from '@panda-pilot/movers-core';

/** The schemes of GridFTP. */
export const gridftpSchemes = ['gsiftp', 'gridftp'] as const;

/** A file of a GridFTP server. */
export interface Place {
  readonly host: string;
  /** 2811 when left out. */
  readonly port?: string;
  /** Absolute and unescaped. */
  readonly path: string;
}

/**
 * Where a SURL leads once the site's prefixes are applied; the SURL of an SRM leads to the GridFTP server of the same host, as
 * it always did. Throws a MoverError `unsupported` for other protocols, and for paths with a control character: FTP is a
 * protocol of lines, and whoever writes line ends writes commands.
 */
export function placeOf(surl: URL, prefixes: readonly PrefixPair[]): Place {
  const href = turlOf(surl.href, prefixes);
  const url = URL.canParse(href) ? new URL(href) : undefined;
  const scheme = url?.protocol.slice(0, -1);
  if (url === undefined || url.hostname === '') throw unsupported(surl, 'a URL without a host');
  if (scheme === 'srm') return { host: url.hostname, path: pathIn(sitePathOf(url), surl) };
  if (!gridftpSchemes.some((one) => one === scheme)) {
    throw unsupported(surl, 'no GridFTP URL, and no copyprefix makes it one');
  }
  const path = pathIn(`${url.pathname}${url.search}${url.hash}`, surl);
  return { host: url.hostname, path, ...(url.port === '' ? {} : { port: url.port }) };
}

/** The URL with everything escaped that a tool could take for something else: wildcards, quotes, blanks. */
export function urlOf({ host, port, path }: Place): string {
  return `gsiftp://${host}${port === undefined ? '' : `:${port}`}${escaped(path)}`;
}

/** The same for a local path. */
export function fileUrlOf(path: string): string {
  return `file://${escaped(path)}`;
}

function escaped(path: string): string {
  const code = (letter: string): string => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
  return path
    .split('/')
    .map((name) => encodeURIComponent(name).replaceAll(/[!'()*]/g, code))
    .join('/');
}

/** `/path` of `srm://host:port/srm/managerv2?SFN=/path`. */
function sitePathOf({ pathname, search, hash }: URL): string {
  const [, path] = /^\?SFN=(.*)$/.exec(search) ?? [];
  return `${path ?? `${pathname}${search}`}${hash}`;
}

function pathIn(written: string, surl: URL): string {
  if (/%2f/i.test(written)) throw unsupported(surl, 'an escaped slash');
  const path = `/${decoded(written).replace(/^\/+/, '')}`;
  if (/\p{Cc}/u.test(path)) throw unsupported(surl, 'a name with a control character');
  return path;
}

/** A `%` that begins no escape stands for itself. */
function decoded(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

function unsupported(surl: URL, why: string): MoverError {
  return new MoverError(`${why}: ${surl.href}`, { kind: 'unsupported', file: surl.href });
}
