import { type IncomingMessage, get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { DownloadError } from './download-error.ts';

/** Limits of one download. */
export interface DownloadBounds {
  /** Of one try, from its beginning to the last byte, redirections included. */
  readonly timeoutMs: number;
  /** A body that is longer is refused as soon as that shows. */
  readonly maxBytes: number;
  /** How often it is tried, as long as the same request may succeed a little later; once when absent. */
  readonly tries?: number;
  /** Before the second try, give or take half, 1000 when absent; doubles each time. */
  readonly pauseMs?: number;
  /** Whether to ask this URL: the first one, and each that a server redirects to. All of them when absent. */
  readonly allows?: (url: URL) => boolean;
  /** PEM; in the place of Node's own authorities. */
  readonly trustedAuthorities?: readonly string[] | undefined;
  /** Ends it; rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

const maxRedirections = 3;

/**
 * What a web server has at `url` (http or https). Rejects with a DownloadError: no connection, a status other than 200,
 * too long, too late, a redirection that leaves TLS, a URL that is not allowed. Nothing of the call is left when it
 * settles.
 */
export async function download(url: string, bounds: DownloadBounds): Promise<Buffer> {
  const { tries = 1, pauseMs = 1000, signal } = bounds;
  for (let tried = 1; ; tried += 1) {
    signal?.throwIfAborted();
    try {
      return await tryOnce(url, bounds);
    } catch (error) {
      signal?.throwIfAborted();
      if (tried >= tries || !(error instanceof DownloadError) || !error.retryable) throw error;
    }
    await wait(pauseMs * 2 ** (tried - 1) * (0.5 + Math.random()), signal);
  }
}

async function wait(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pause(delayMs, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : error;
  }
}

async function tryOnce(url: string, bounds: DownloadBounds): Promise<Buffer> {
  const ending = new AbortController();
  // A timer of its own, and one that keeps the process alive: an idle socket does neither.
  const timer = setTimeout(() => ending.abort(), bounds.timeoutMs);
  const signal = bounds.signal === undefined ? ending.signal : AbortSignal.any([ending.signal, bounds.signal]);
  try {
    return await follow(new URL(url), { ...bounds, signal, redirectionsLeft: maxRedirections });
  } catch (error) {
    if (ending.signal.aborted)
      throw new DownloadError(`no answer within ${bounds.timeoutMs / 1000} s`, { retryable: true, cause: error });
    if (error instanceof DownloadError) throw error;
    throw new DownloadError(networkMessage(error), { retryable: true, cause: error });
  } finally {
    clearTimeout(timer);
    ending.abort();
  }
}

interface Hop extends DownloadBounds {
  readonly signal: AbortSignal;
  readonly redirectionsLeft: number;
}

async function follow(url: URL, hop: Hop): Promise<Buffer> {
  if (hop.allows?.(url) === false) throw new DownloadError(`${url.origin} is not allowed`, { retryable: false });
  const response = await request(url, hop);
  const status = response.statusCode ?? 0;
  const location = response.headers.location;
  if (status >= 300 && status < 400 && location !== undefined) {
    response.destroy();
    return follow(redirected(url, location, hop.redirectionsLeft), {
      ...hop,
      redirectionsLeft: hop.redirectionsLeft - 1,
    });
  }
  if (status !== 200) {
    response.destroy();
    throw new DownloadError(`the server answered HTTP ${status}`, { retryable: status >= 500 || status === 429 });
  }
  return read(response, hop.maxBytes);
}

function request(url: URL, { signal, trustedAuthorities }: Hop): Promise<IncomingMessage> {
  const get = url.protocol === 'https:' ? getHttps : getHttp;
  const headers = { accept: 'application/json, text/plain;q=0.9, */*;q=0.1', 'accept-encoding': 'identity' };
  return new Promise((resolve, reject) => {
    const ca = trustedAuthorities === undefined ? {} : { ca: [...trustedAuthorities] };
    get(url, { signal, headers, agent: false, ...ca }, resolve).on('error', reject);
  });
}

function redirected(from: URL, location: string, left: number): URL {
  if (left === 0 || !URL.canParse(location, from.href))
    throw new DownloadError('the server redirects without end', { retryable: false });
  const to = new URL(location, from);
  if (to.protocol !== 'https:' && (to.protocol !== 'http:' || from.protocol === 'https:'))
    throw new DownloadError(`the server redirects to ${to.protocol}`, { retryable: false });
  return to;
}

async function read(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) {
      response.destroy();
      throw new DownloadError(`more than ${maxBytes} bytes`, { retryable: false });
    }
    chunks.push(chunk);
  }
  if (!response.complete) throw new DownloadError('the answer was cut off', { retryable: true });
  return Buffer.concat(chunks);
}

/** Node joins the failures of several addresses into an error without words. */
function networkMessage(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(networkMessage).join('; ');
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
