import { MoverError } from '@panda-pilot/movers-core';
import type { DavOptions } from '../dav/options.ts';
import type { Places } from '../session-places.ts';
import { caFilesIn } from './ca-files.ts';
import type { CurlRun } from './curl-config.ts';

/** Whom curl takes for a server. */
export interface CurlTrust {
  readonly files: Pick<CurlRun, 'caDirectory' | 'cacert' | 'crlfile'>;
  /** Whether a server of an authority without a list is believed: where one of the lists cannot be read, nobody knows whose it is. */
  readonly unlisted: 'believe' | 'refuse';
}

/**
 * By the CA directory, where there is one: its authorities alone and its revocation lists where the site says `grid`,
 * its authorities beside those of the browsers where it says `web`. Rejects with MoverError `denied` for a directory
 * that cannot be read.
 */
export async function curlTrust(
  url: URL,
  { caDirectory }: Places,
  { trust }: Pick<DavOptions, 'trust'>,
): Promise<CurlTrust> {
  if (url.protocol !== 'https:' || caDirectory === undefined) return { files: {}, unlisted: 'refuse' };
  if (trust === 'web') return { files: { caDirectory }, unlisted: 'refuse' };
  const { authority, revocations, hasUnreadable } = await caFilesIn(caDirectory).catch((cause: unknown) => {
    const message = `the CA directory cannot be read: ${caDirectory}`;
    throw new MoverError(message, { kind: 'denied', file: url.href, cause });
  });
  return {
    // An empty file would end curl with 77, which is what nobody to trust should come to.
    files: { caDirectory, cacert: authority ?? '/dev/null', crlfile: revocations },
    unlisted: hasUnreadable ? 'refuse' : 'believe',
  };
}
