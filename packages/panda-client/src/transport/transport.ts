import type { Agent } from 'node:http';
import { type Logger, reasonOf } from '@panda-pilot/core';
import { type Credential, type CredentialProvider, noCredential, UntrustedServer } from '@panda-pilot/credentials';
import { authorizationHeaders } from './authorization.ts';
import { type Connections, createConnections, dropIdleConnections } from './connections.ts';
import { type Exchange, exchange, type ServerAnswer, StaleConnection } from './exchange.ts';
import { type CallContext, serverFailure } from '../failures/server-failure.ts';
import type { TrustStore } from './trust-store.ts';
import { withinBounds } from './within-bounds.ts';

/** How calls are carried. */
export interface TransportOptions {
  /** `http(s)://host:port` */
  readonly url: URL;
  readonly credentials: CredentialProvider;
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /**
   * How long a connection is kept for the next call. Default 4 s: Apache closes an idle one after 5 s, and few requests
   * meet the closing.
   */
  readonly idleConnectionMs?: number;
  /** Who may vouch for the server. Default: the authorities that Node ships. */
  readonly trust?: TrustStore;
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
  const { url, idleConnectionMs = 4000, timeoutMs, trust = nodesOwn } = options;
  const connections = createConnections({ url, idleConnectionMs, connectMs: timeoutMs, trust });
  let closed = false;
  return {
    timeoutMs,
    async send(request, bounds = {}) {
      if (closed) throw new Error('this PanDA client is closed');
      const context = { method: request.method, origin: url.origin };
      const boundMs = bounds.timeoutMs ?? timeoutMs;
      const onTimeout = (): Error => serverFailure(context, { kind: 'timed-out', detail: `${boundMs / 1000} s` });
      const startedAt = performance.now();
      const outcome = (): object => ({ method: request.method, durationMs: Math.round(performance.now() - startedAt) });
      try {
        const answer = await withinBounds({ timeoutMs: boundMs, onTimeout, signal: bounds.signal }, async (signal) =>
          deliver(await prepare(request, { ...options, connections, context }), request.repeatable, signal),
        );
        options.logger.debug({ ...outcome(), status: answer.status, characters: answer.body.length }, 'server call');
        return answer;
      } catch (error) {
        const failure = reasonOf(error);
        options.logger.debug({ ...outcome(), failure }, 'server call failed');
        throw error;
      }
    },
    close() {
      closed = true;
      connections.close();
    },
  };
}

const nodesOwn: TrustStore = { authorities: () => Promise.resolve(undefined) };

async function prepare(
  request: ServerRequest,
  { url, credentials, userAgent, connections, context, maxAnswerBytes }: TransportOptions & CallParts,
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
    agent: await agentFor(credential, connections, context),
    headers,
    ...(request.body === undefined ? {} : { body: request.body }),
    maxAnswerBytes,
    context,
  };
}

interface CallParts {
  readonly connections: Connections;
  readonly context: CallContext;
}

async function agentFor(credential: Credential, connections: Connections, context: CallContext): Promise<Agent> {
  try {
    return await connections.agentFor(credential);
  } catch (error) {
    if (!(error instanceof UntrustedServer)) throw error;
    throw serverFailure(context, { kind: 'untrusted', detail: error.message, cause: error });
  }
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
