import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PrefixPair } from '@panda-pilot/core';
import { MoverError, schemesOf, turlOf, unescaped } from '@panda-pilot/movers-core';

/** The path on this machine. Throws `unsupported` for a URL that is none, or of one with a NUL. */
export function pathOf(url: URL): string {
  try {
    const path = fileURLToPath(url);
    if (!path.includes('\0')) return path;
  } catch (cause) {
    throw notHere(url, cause);
  }
  throw notHere(url);
}

function notHere({ href }: URL, cause?: unknown): MoverError {
  return new MoverError(`no path on this machine: ${href}`, { kind: 'unsupported', file: href, cause });
}

/** Schemes of storages that are mounted: of an SRM's SURL the path, of others what the site's prefixes make of it. */
export function mountedSchemes(...prefixes: readonly (readonly PrefixPair[])[]): readonly string[] {
  return [...new Set(['file', 'srm', ...schemesOf(prefixes.flat())])];
}

/**
 * Where this machine sees the file of a storage that it has mounted, once the site's prefixes are applied. Rejects with `unsupported`
 * for what is no path, or one of which not even the first directory is here: another copytool may reach it.
 */
export async function mountedPath(url: URL, prefixes: readonly PrefixPair[]): Promise<string> {
  const turl = turlOf(url.href, prefixes);
  if (turl.startsWith('file:') && URL.canParse(turl)) return pathOf(new URL(turl));
  const [, written = ''] = /^(?:srm:\/\/[^/?#]+(?:\/[^?#]*\?SFN=)?)?(\/.*)$/.exec(turl) ?? [];
  const path = unescaped(written);
  const names = path.split('/');
  const [, first = ''] = /^\/+([^/]+)\//.exec(path) ?? [];
  const isPlain = first !== '' && !names.includes('..') && !/%2f/i.test(written);
  const isMounted = isPlain && (await stat(`/${first}`).catch(() => undefined))?.isDirectory() === true;
  if (isMounted) return path;
  throw new MoverError(`not mounted on this machine: ${url.href}`, { kind: 'unsupported', file: url.href });
}
