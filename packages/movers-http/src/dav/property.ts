import type { Bounds } from '../bounded.ts';
import type { DavStorage } from './storage.ts';

/** A property of one file or directory (RFC 4918, RFC 4331); undefined when the server does not have it. */
export async function propertyOf(
  { ask }: Pick<DavStorage, 'ask'>,
  { url, name }: { readonly url: URL; readonly name: string },
  bounds: Bounds,
): Promise<string | undefined> {
  const text = `<?xml version="1.0"?><propfind xmlns="DAV:"><prop><${name}/></prop></propfind>`;
  const headers = { depth: '0', 'content-type': 'application/xml' };
  const answer = await ask({ method: 'PROPFIND', url, headers, text }, bounds);
  return new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^>]*)?>\\s*([^<]*?)\\s*<`).exec(answer.text)?.[1];
}
