import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Logger } from '@panda-pilot/core';
import { type CredentialProvider, noCredential } from '@panda-pilot/credentials';
import { authorizationHeaders } from './authorization.ts';
import { type Exchange, exchange, type ServerAnswer, StaleConnection } from './exchange.ts';
import { type CallContext, serverFailure } from './server-failure.ts';
import { withinBounds } from './within-bounds.ts';

/** How calls are carried. */
export interface TransportOptions {
  /** `http(s)://host:port` */
  readonly url: URL;
  readonly credentials: CredentialProvider;
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** How long a connection is kept for the next call. Default 4 s: Apache closes an idle one after 5 s, and few requests meet the closing. */
  readonly idleConnectionMs?: number;
  readonly trustedAuthorities?: readonly string[] | undefined;
  readonly userAgent: string;
  readonly logger: Logger;
}

/** A call, as a dialect of the API puts it. */
export interface ServerRequest {
  /** The name that errors and logs show. */
  readonly method: string;
  readonly verb: 'GET' | 'POST';
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** The server may get it twice without harm. */
  readonly repeatable: boolean;
  /** Sent without the credential. */
  readonly anonymous?: boolean;
}

/** Carries calls to one server. */
export interface Transport {
  /** The bound on a call that has none of its own. */
  readonly timeoutMs: number;
  send(
    request: ServerRequest,
    bounds?: { readonly signal?: AbortSignal; readonly timeoutMs?: number },
  ): Promise<ServerAnswer>;
  close(): void;
}

/** Makes a transport: kept connections, TLS with verification, one bound on each call. */
export function createTransport(options: TransportOptions): Transport {
  const agent = createAgent(options);
  let closed = false;
  return {
    timeoutMs: options.timeoutMs,
    async send(request, bounds = {}) {
      if (closed) throw new Error('this PanDA client is closed');
      const context = { method: request.method, origin: options.url.origin };
      const timeoutMs = bounds.timeoutMs ?? options.timeoutMs;
      const onTimeout = (): Error => serverFailure(context, { kind: 'timed-out', detail: `${timeoutMs / 1000} s` });
      const startedAt = performance.now();
      const outcome = (): object => ({ method: request.method, durationMs: Math.round(performance.now() - startedAt) });
      try {
        const answer = await withinBounds({ timeoutMs, onTimeout, signal: bounds.signal }, async (signal) =>
          deliver(await prepare(request, { ...options, agent, context }), request.repeatable, signal),
        );
        options.logger.debug({ ...outcome(), status: answer.status, characters: answer.body.length }, 'server call');
        return answer;
      } catch (error) {
        const failure = error instanceof Error ? error.message : String(error);
        options.logger.debug({ ...outcome(), failure }, 'server call failed');
        throw error;
      }
    },
    close() {
      closed = true;
      agent.destroy();
    },
  };
}

/**
 * TLS sessions are never resumed: with TLS 1.3 mod_gridsite 3.0.0 sees no VOMS attributes in a resumed one.
 * `rejectUnauthorized` is said outright, since NODE_TLS_REJECT_UNAUTHORIZED=0 would change its default.
 */
function createAgent({ url, trustedAuthorities, idleConnectionMs = 4000 }: TransportOptions): HttpAgent {
  const connections = { keepAlive: true, timeout: idleConnectionMs, autoSelectFamily: true };
  if (url.protocol === 'http:') return new HttpAgent(connections);
  return new HttpsAgent({
    ...connections,
    maxCachedSessions: 0,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(trustedAuthorities === undefined ? {} : { ca: [...trustedAuthorities] }),
  });
}

async function prepare(
  request: ServerRequest,
  { url, credentials, userAgent, agent, context, maxAnswerBytes }: TransportOptions & CallParts,
): Promise<Exchange> {
  const credential = request.anonymous === true ? noCredential : await credentials.current();
  const headers = {
    ...request.headers,
    ...authorizationHeaders(credential, url, context),
    'Accept-Encoding': 'gzip',
    'User-Agent': userAgent,
  };
  return {
    url: new URL(request.path, url),
    verb: request.verb,
    agent,
    headers,
    ...(request.body === undefined ? {} : { body: request.body }),
    maxAnswerBytes,
    context,
  };
}

interface CallParts {
  readonly agent: HttpAgent;
  readonly context: CallContext;
}

async function deliver(request: Exchange, repeatable: boolean, signal: AbortSignal): Promise<ServerAnswer> {
  try {
    return await exchange(request, signal);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    if (!repeatable) throw serverFailure(request.context, { kind: 'connection-lost', cause: error.cause });
  }
  dropIdleConnections(request.agent); // the server may have closed them all
  return exchange(request, signal);
}

function dropIdleConnections(agent: HttpAgent): void {
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
}
