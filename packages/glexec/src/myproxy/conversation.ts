import { isPilotError, PilotError, reasonOf } from '@panda-pilot/core';
import { type Connection, type MyProxyServer, openConnection } from './connection.ts';
import { refusalError } from './refusal.ts';
import { type MyProxyRequest, requestBytes } from './request.ts';
import { type MyProxyResponse, readResponse } from './response.ts';

/** A minute bounds a whole conversation: a server that makes keys for others may be slow. */
export const defaultTimeoutMs = 60_000;

/** How long a conversation may take. */
export interface Patience {
  /** For the whole conversation, a minute when absent. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Sends one request and goes on when the server agrees. Rejects with NO_PROXY when it refuses, cannot be reached,
 * hangs, or does not keep to the protocol; with CERTIFICATE_HAS_EXPIRED when our own proxy has ended; with the reason
 * of `signal` when that is what ended it.
 */
export async function converse<T>(
  server: MyProxyServer,
  request: MyProxyRequest,
  { patience, goOn }: { readonly patience: Patience; readonly goOn: Continuation<T> },
): Promise<T> {
  const { timeoutMs = defaultTimeoutMs, signal } = patience;
  assertAlive(server);
  const bytes = requestBytes(request);
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const connection = await openConnection(server, signal === undefined ? limit : AbortSignal.any([signal, limit]));
    try {
      await connection.send(bytes);
      return await goOn(connection, await agreement(connection, server));
    } finally {
      connection.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (isPilotError(error)) throw error;
    throw failure(server, limit.aborted ? `no answer within ${timeoutMs / 1000} s` : reasonOf(error), error);
  }
}

/** With an expired certificate the server would take us for nobody, or break off without a word. */
function assertAlive({ credential, now = Date.now }: MyProxyServer): void {
  if (credential === undefined || credential.expiresAt.getTime() > now()) return;
  const text = `our own proxy, which MyProxy is to know us by, expired at ${credential.expiresAt.toISOString()}`;
  throw new PilotError('CERTIFICATE_HAS_EXPIRED', text, {
    hint: 'For the site: whoever starts the pilot must renew its proxy',
  });
}

/** What follows once the server has agreed. */
export type Continuation<T> = (connection: Connection, response: MyProxyResponse) => Promise<T>;

/** The next answer of the server, when it agrees. Rejects with NO_PROXY otherwise. */
export async function agreement({ incoming }: Connection, server: MyProxyServer): Promise<MyProxyResponse> {
  return agreed(await incoming.text(), server);
}

/** This answer of the server, when it agrees. Throws NO_PROXY otherwise. */
export function agreed(text: string, server: MyProxyServer): MyProxyResponse {
  const response = readResponse(text);
  if (response === undefined) throw new Error('the server sends something that is no answer of MyProxy');
  if (response.verdict !== 'ok') throw refusalError(server.host, response);
  return response;
}

function failure({ host, port = 7512 }: MyProxyServer, particulars: string, cause: unknown): PilotError {
  return new PilotError('NO_PROXY', `MyProxy at ${host}:${port}: ${particulars}`, {
    cause,
    hint: "For the network's operators: try the server from this node (openssl s_client -connect); for the site: check its authorities in the CA directory",
    details: { server: `${host}:${port}`, unreachable: true },
  });
}
