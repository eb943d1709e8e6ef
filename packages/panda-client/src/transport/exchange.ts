import { type Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { reasonOf } from '@panda-pilot/core';
import { UntrustedServer } from '@panda-pilot/credentials';
import { type CallContext, serverFailure } from '../failures/server-failure.ts';

/** One request on the wire. */
export interface Exchange {
  readonly url: URL;
  readonly verb: 'GET' | 'POST';
  readonly agent: Agent;
  /** Every header but Content-Length. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly maxAnswerBytes: number;
  readonly context: CallContext;
}

/** What came back, whatever its status. */
export interface ServerAnswer {
  readonly status: number;
  readonly body: string;
  /** When to come again, where the server says so in seconds. */
  readonly retryAfterSeconds?: number;
}

/** A kept connection that the server had closed meanwhile: the request was not answered. */
export class StaleConnection extends Error {}

/**
 * Sends one request and reads its whole answer. Follows no redirect.
 * Rejects with PandaServerError, with StaleConnection, or with the signal's reason.
 */
export async function exchange(request: Exchange, signal: AbortSignal): Promise<ServerAnswer> {
  signal.throwIfAborted();
  const outgoing = start(request);
  const stop = (): void => void outgoing.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const response = await responseTo(outgoing, request.context);
    const body = await readBody(response, request);
    return { status: response.statusCode ?? 0, body, ...retryAfter(response) };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Content-Length is always told: mod_wsgi refuses a chunked body with 411. */
function start({ url, verb, agent, headers, body }: Exchange): ClientRequest {
  const content = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  const length = content === undefined ? {} : { 'Content-Length': content.byteLength };
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return send(url, { method: verb, agent, headers: { ...headers, ...length } }).end(content);
}

function retryAfter({ headers }: IncomingMessage): Pick<ServerAnswer, 'retryAfterSeconds'> {
  const value = headers['retry-after'] ?? '';
  return /^\d{1,6}$/.test(value) ? { retryAfterSeconds: Number(value) } : {};
}

function responseTo(outgoing: ClientRequest, context: CallContext): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    // Stays: a connection may fail a second time, when nobody waits any more.
    outgoing.on('error', (error) => reject(withoutAnswer(outgoing, error, context)));
  });
}

function withoutAnswer(outgoing: ClientRequest, error: Error, context: CallContext): Error {
  const { socket } = outgoing;
  const code = codeOf(error);
  const cause = error;
  if (error instanceof UntrustedServer || (socket instanceof TLSSocket && hasText(socket.authorizationError))) {
    return serverFailure(context, { kind: 'untrusted', detail: explainDistrust(error), cause });
  }
  const refusal = certificateRefusal.exec(error.message)?.[1];
  if (refusal !== undefined) {
    return serverFailure(context, {
      kind: 'denied',
      detail: 'it refuses the certificate',
      serverMessage: refusal,
      cause,
    });
  }
  if (code.startsWith('HPE_')) return serverFailure(context, { kind: 'bad-answer', detail: 'this is not HTTP', cause });
  const lost = code === 'ECONNRESET' || code === 'EPIPE';
  if (lost && outgoing.reusedSocket) return new StaleConnection('the server had closed the connection', { cause });
  if (lost && isConnected(socket)) return serverFailure(context, { kind: 'connection-lost', cause });
  return serverFailure(context, { kind: 'unreachable', detail: explain(error), cause });
}

/** Of a certificate that is good at another time it is mostly the clock of the node that is wrong. */
function explainDistrust(error: Error): string {
  const code = codeOf(error instanceof UntrustedServer ? error.cause : error);
  const isOfTime = /^C(?:ERT|RL)_(?:NOT_YET_VALID|HAS_EXPIRED)$/.test(code);
  return isOfTime ? `${error.message} by the clock of this node, ${new Date().toISOString()}` : error.message;
}

/** What a server's TLS says of a client's certificate. With TLS 1.3 it comes when the handshake seems over. */
const certificateRefusal =
  /\balert ((?:bad|unsupported) certificate|certificate (?:revoked|expired|unknown|required)|unknown ca|access denied)/;

/** Of TLS, whether the handshake is over: before that the server has seen no request. */
function isConnected(socket: ClientRequest['socket']): boolean {
  if (socket === null) return false;
  return socket instanceof TLSSocket ? socket.authorized : !socket.connecting;
}

async function readBody(response: IncomingMessage, { maxAnswerBytes, context }: Exchange): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > maxAnswerBytes) throw tooLarge(maxAnswerBytes, context);
      chunks.push(chunk);
    }
  } catch (error) {
    throw codeOf(error) === '' ? error : serverFailure(context, { kind: 'connection-lost', cause: error });
  }
  return decode(Buffer.concat(chunks), response.headers['content-encoding'], { maxAnswerBytes, context });
}

async function decode(
  content: Buffer,
  encoding: string | undefined,
  { maxAnswerBytes, context }: Pick<Exchange, 'maxAnswerBytes' | 'context'>,
): Promise<string> {
  if (encoding === undefined || encoding === 'identity') return content.toString('utf8');
  if (encoding !== 'gzip') {
    throw serverFailure(context, { kind: 'bad-answer', detail: `content encoding ${JSON.stringify(encoding)}` });
  }
  try {
    return (await unzip(content, { maxOutputLength: maxAnswerBytes })).toString('utf8');
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxAnswerBytes, context);
    throw serverFailure(context, { kind: 'bad-answer', detail: 'its gzip content is broken', cause: error });
  }
}

const unzip = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

function tooLarge(maxAnswerBytes: number, context: CallContext): Error {
  return serverFailure(context, { kind: 'bad-answer', detail: `more than ${maxAnswerBytes} bytes` });
}

function explain(error: Error): string {
  // Happy eyeballs: one error for each address that was tried.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return reasons[codeOf(error)] ?? reasonOf(first);
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset while it was set up',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to its network',
  ETIMEDOUT: 'connection timed out',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name service does not answer',
  EPROTO: 'no TLS there',
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function hasText(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || value instanceof Error;
}
