import { MoverError, type MoverErrorKind, moverErrorFrom } from '@panda-pilot/movers-core';

/** A Rucio server and how to ask it. */
export interface RucioServer {
  /** `https://rucio.example.org` */
  readonly url: URL;
  /** Resolves to the token for `X-Rucio-Auth-Token`, or nothing where the connection itself says who we are. */
  readonly token: () => Promise<string | undefined>;
  readonly fetch: typeof globalThis.fetch;
  /** For one answer, from the request to its last byte. Default: 60 s. */
  readonly timeoutMs?: number;
  /** Of one answer. Default: 64 MiB. */
  readonly maxBytes?: number;
}

export interface Question {
  readonly path: string;
  readonly body: unknown;
  readonly accept: string;
  readonly signal: AbortSignal;
}

export interface ServerAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Posts a question. Resolves to whatever the server answered, 4xx included. Rejects with `signal.reason`, or a MoverError:
 * `timed-out`, `network`, `offline` for 5xx, `denied` for 401 and 403, `unsupported` for an answer that is too long.
 */
export async function post(server: RucioServer, { path, body, accept, signal }: Question): Promise<ServerAnswer> {
  signal.throwIfAborted();
  const url = new URL(`${server.url.pathname.replace(/\/+$/, '')}${path}`, server.url);
  const { timeoutMs = 60_000, maxBytes = 64 * 1024 ** 2 } = server;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const token = await server.token();
    const response = await server.fetch(url, {
      method: 'POST',
      headers: {
        accept,
        'content-type': 'application/json',
        ...(token === undefined ? {} : { 'x-rucio-auth-token': token }),
      },
      body: JSON.stringify(body),
      // A login page is no answer; and a token goes to nobody else.
      redirect: 'error',
      signal: AbortSignal.any([signal, timeout]),
    });
    const text = await textOf(response, maxBytes, url);
    const kind = refusals[response.status] ?? (response.status >= 500 ? 'offline' : undefined);
    if (kind === undefined) return { status: response.status, text };
    throw new MoverError(`Rucio answers ${response.status}`, { kind, file: url.href, tail: text.slice(-1000) });
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) {
      throw new MoverError(`no answer within ${timeoutMs / 1000} s`, {
        kind: 'timed-out',
        file: url.href,
        cause: error,
      });
    }
    throw networkError(error, url);
  }
}

const refusals: Readonly<Record<number, MoverErrorKind>> = { 401: 'denied', 403: 'denied' };

async function textOf(response: Response, maxBytes: number, url: URL): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new MoverError(`an answer of more than ${maxBytes} bytes`, { kind: 'unsupported', file: url.href });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** `fetch` hides what happened in the cause. */
function networkError(error: unknown, url: URL): MoverError {
  const found = moverErrorFrom(error instanceof TypeError && error.cause !== undefined ? error.cause : error, url.href);
  if (found.kind !== 'other') return found;
  return new MoverError(`Rucio cannot be asked: ${found.message}`, { kind: 'network', file: url.href, cause: error });
}
