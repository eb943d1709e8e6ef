import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checksum, formatChecksum, PilotError, readChecksum, sameChecksum } from '@panda-pilot/core';
import { createDigest } from '@panda-pilot/movers-core';

/** From where, how, and where to. */
export interface FetchTerms {
  /** Beginnings of the URLs that may be asked. */
  readonly sources: readonly string[];
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly directory: string;
  readonly signal: AbortSignal;
  /** Before the second of three tries. */
  readonly pauseMs?: number;
}

/** Whether the transformation is to be fetched. */
export function isRemote(transformation: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(transformation);
}

/**
 * Fetches the transformation at `url` into a directory, executable, and resolves with its name there. A checksum behind
 * a `#` (`#md5:…`, `#ad:…`) is verified. Rejects with TRF_DOWNLOAD_FAILURE, also for a URL that is not allowed, on the
 * way too; with CHMOD_TRF when it cannot be written.
 */
export async function fetchTransformation(url: string, terms: FetchTerms): Promise<string> {
  const { name, checksum } = described(url, terms);
  const bytes = await fetched(url, terms);
  if (checksum !== undefined) verify(url, bytes, checksum);
  const path = join(terms.directory, name);
  try {
    // A payload that has run may have left anything under this name.
    await rm(path, { force: true, recursive: true });
    await writeFile(path, bytes, { flag: 'wx', mode: 0o755 });
    await chmod(path, 0o755);
  } catch (error) {
    throw new PilotError('CHMOD_TRF', name, { cause: error });
  }
  return name;
}

function described(url: string, { sources }: FetchTerms): { readonly name: string; readonly checksum?: Checksum } {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !isAllowed(address, sources)) {
    throw new PilotError('TRF_DOWNLOAD_FAILURE', `${url}: transformations do not come from there`, {
      hint: 'For the site: allow the beginning of this URL with --transformation-urls, or in the queue by trf_urls, if its owner is trusted',
    });
  }
  const name = address.pathname.split('/').at(-1) ?? '';
  if (!/^\w[\w.+-]*$/.test(name)) throw new PilotError('TRF_DOWNLOAD_FAILURE', `${url}: no name of a file at its end`);
  const checksum = readChecksum(decodeURIComponent(address.hash.slice(1)));
  if (checksum === 'unreadable') throw new PilotError('TRF_DOWNLOAD_FAILURE', `${url}: what follows # is no checksum`);
  return checksum === undefined ? { name } : { name, checksum };
}

/** Same scheme, host and port, and a path that begins as one of the sources does; `..` is resolved before, as the request would be. */
function isAllowed(url: URL, sources: readonly string[]): boolean {
  if (url.username !== '' || url.password !== '' || !/^https?:$/.test(url.protocol)) return false;
  return sources.some((source) => {
    if (!URL.canParse(source)) return false;
    const { origin, pathname } = new URL(source);
    return url.origin === origin && url.pathname.startsWith(pathname);
  });
}

async function fetched(url: string, { sources, signal, ...terms }: FetchTerms): Promise<Buffer> {
  // Loaded by the few jobs that need it: it brings the whole of HTTP and TLS.
  const { download, DownloadError } = await import('@panda-pilot/download');
  try {
    return await download(url, { ...terms, tries: 3, signal, allows: (to) => isAllowed(to, sources) });
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    throw new PilotError('TRF_DOWNLOAD_FAILURE', `${url}: ${error.message}`, { cause: error });
  }
}

function verify(url: string, bytes: Buffer, expected: Checksum): void {
  const digest = createDigest(expected.algorithm);
  digest.update(bytes);
  const actual = digest.digest();
  if (sameChecksum(actual, expected) === true) return;
  throw new PilotError('TRF_DOWNLOAD_FAILURE', `${url}: its checksum is ${formatChecksum(actual)}`);
}
