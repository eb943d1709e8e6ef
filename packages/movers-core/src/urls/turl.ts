import type { PrefixPair } from '@panda-pilot/core';

/**
 * The URL behind a SURL: the first pair of which either side begins it, up to the end of a name, decides. A SURL that carries
 * a port or the web service of an SRM is compared without them first, since sites write prefixes without. No pair: the SURL
 * itself.
 */
export function turlOf(surl: string, prefixes: readonly PrefixPair[]): string {
  const withoutService = surl.replace(/^([a-z]+:\/\/[^/]+)\/srm\/[^?]*\?SFN=/, '$1');
  const withoutPort = withoutService.replace(/^([a-z]+:\/\/[^/:]+):\d+/, '$1');
  for (const { from, to } of prefixes) {
    if (from === undefined || to === undefined) continue;
    const written = [withoutPort, withoutService, surl].find((one) => begins(one, from));
    if (written !== undefined) return `${to}${written.slice(from.length)}`;
    if (begins(surl, to)) return surl;
  }
  return surl;
}

/** The schemes of SURLs that these prefixes turn into something else. */
export function schemesOf(prefixes: readonly PrefixPair[]): readonly string[] {
  return prefixes.flatMap(({ from }) => /^([a-z][a-z0-9+.-]*):/.exec(from ?? '')?.[1] ?? []);
}

function begins(url: string, prefix: string): boolean {
  return url.startsWith(prefix) && (/[/=]$/.test(prefix) || /^(?:$|\/)/.test(url.slice(prefix.length)));
}
