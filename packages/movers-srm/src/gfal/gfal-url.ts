import { turlOf, unescaped } from '@panda-pilot/movers-core';
import type { SrmOptions } from '../options.ts';
import { escapedSurl, surlOf, unsupported } from '../surl.ts';

/** Schemes that the plugins of gfal2 take here. */
export const gfalSchemes = ['srm', 'gsiftp', 'davs', 'https', 'root', 'file'] as const;

/**
 * A URL as gfal2 takes it, once the site's prefixes are applied. Throws a MoverError `unsupported` for other protocols, and
 * for names that cannot be written.
 */
export function gfalUrl(url: URL, prefixes: SrmOptions['copyPrefix']): string {
  const href = turlOf(url.href, prefixes);
  if (href.startsWith('srm:')) return escapedSurl(surlOf(url, prefixes));
  const target = new URL(href);
  const scheme = target.protocol.slice(0, -1);
  if (!gfalSchemes.some((one) => one === scheme)) throw unsupported(url, 'a protocol that gfal2 does not speak here');
  // The plugins for HTTP and GridFTP read escapes; those for files and xroot take every letter for itself.
  if (scheme !== 'file' && scheme !== 'root') return href;
  const path = unescaped(target.pathname);
  if (/\p{Cc}/u.test(path) || (scheme === 'root' && path.includes('?'))) throw unsupported(url, 'no name for gfal2');
  return `${scheme}://${target.host}${path}${scheme === 'root' ? target.search : ''}`;
}
