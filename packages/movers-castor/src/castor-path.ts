import { MoverError, type ToolOptions, turlOf, unescaped } from '@panda-pilot/movers-core';

/** Schemes of SURLs that have a path in them which the storage knows. */
export const castorSchemes = ['srm', 'rfio', 'castor', 'root'] as const;

/**
 * The path of a file on the storage, once the site's prefixes are applied: absolute and unescaped. Throws a MoverError
 * `unsupported` for a name that RFIO cannot write.
 */
export function castorPath(surl: URL, prefixes: ToolOptions['copyPrefix']): string {
  const href = turlOf(surl.href, prefixes);
  const [, written] =
    /^(?:[a-z]+:\/\/[^/?#]*(?:\/srm\/[^?#]*\?SFN=|\/[^?#]*\?(?:SFN|path)=)?)?(\/.*)$/.exec(href) ?? [];
  const path = written === undefined ? '' : `/${unescaped(written).replace(/^\/+/, '')}`;
  // A colon begins a host for every program of RFIO, and a question mark its options.
  if (path !== '' && !/[\p{Cc}:?]/u.test(path)) return path;
  throw refusal(surl, 'no path, or none that RFIO can write');
}

export function refusal(surl: URL, why: string): MoverError {
  return new MoverError(`${why}: ${surl.href}`, { kind: 'unsupported', file: surl.href });
}
