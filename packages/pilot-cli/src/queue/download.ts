import { type IncomingMessage, get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

/** Limits of one download. */
export interface DownloadBounds {
  /** From the call to the last byte, redirections included. */
  readonly timeoutMs: number;
  /** A body that is longer is refused as soon as that shows. */
  readonly maxBytes: number;
  /** PEM; in the place of Node's own authorities. */
  readonly trustedAuthorities?: readonly string[] | undefined;
}

/** A download that gave nothing. The message says why and leaves out the URL. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  /** Whether the same request may succeed a little later. */
  readonly retryable: boolean;

  constructor(message: string, options: { readonly retryable: boolean; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryable = options.retryable;
  }
}

const maxRedirections = 3;

/**
 * The text that a web server has at `url` (http or https). Rejects with a DownloadError: no connection, a status other than 200, too long,
 * too late, a redirection that leaves TLS. Nothing of the call is left when it settles.
 */
export async function download(url: string, bounds: DownloadBounds): Promise<string> {
  const ending = new AbortController();
  // A timer of its own, and one that keeps the process alive: an idle socket does neither.
  const timer = setTimeout(() => ending.abort(), bounds.timeoutMs);
  try {
    return await follow(url, { ...bounds, signal: ending.signal, redirectionsLeft: maxRedirections });
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

async function follow(url: string, hop: Hop): Promise<string> {
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

function request(url: string, { signal, trustedAuthorities }: Hop): Promise<IncomingMessage> {
  const get = new URL(url).protocol === 'https:' ? getHttps : getHttp;
  const headers = { accept: 'application/json, text/plain;q=0.9, */*;q=0.1', 'accept-encoding': 'identity' };
  return new Promise((resolve, reject) => {
    const ca = trustedAuthorities === undefined ? {} : { ca: [...trustedAuthorities] };
    get(url, { signal, headers, agent: false, ...ca }, resolve).on('error', reject);
  });
}

function redirected(from: string, location: string, left: number): string {
  if (left === 0 || !URL.canParse(location, from))
    throw new DownloadError('the server redirects without end', { retryable: false });
  const to = new URL(location, from);
  if (to.protocol !== 'https:' && (to.protocol !== 'http:' || new URL(from).protocol === 'https:'))
    throw new DownloadError(`the server redirects to ${to.protocol}`, { retryable: false });
  return to.href;
}

async function read(response: IncomingMessage, maxBytes: number): Promise<string> {
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
  return Buffer.concat(chunks).toString('utf8');
}

/** Node joins the failures of several addresses into an error without words. */
function networkMessage(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(networkMessage).join('; ');
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
