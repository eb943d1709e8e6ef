import { type Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { CheckedRequestOptions } from '@panda-pilot/credentials';
import { MoverError } from '@panda-pilot/movers-core';
import { asWritten, type HttpRequest } from '../transport.ts';
import { networkError } from './network-error.ts';

/** What a request goes through, and how patient it is. */
export interface Wire {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  /** Without a byte in either direction for so long, the exchange has failed. */
  readonly stallMs: number;
}

/** Sends a body, once the server wants it. */
export type SendBody = (request: ClientRequest) => Promise<void>;

/**
 * Resolves with the head of the final answer; the body is the caller's to read, and whoever does not read it all destroys
 * it. Rejects with a MoverError, or with `signal.reason`. A kept connection that the server has closed meanwhile is
 * replaced by another one, for methods that may be sent twice.
 */
export async function exchange(request: HttpRequest, wire: Wire, sendBody?: SendBody): Promise<IncomingMessage> {
  for (;;) {
    request.signal.throwIfAborted();
    const stopper = new AbortController();
    const sent = send(request, wire, stopper.signal);
    const fate = watch(sent, request, { stallMs: wire.stallMs, stopper });
    try {
      return await answered(sent, fate, sendBody);
    } catch (error) {
      sent.destroy();
      request.signal.throwIfAborted();
      if (sent.reusedSocket && fate.isReset() && repeatable.has(request.method)) continue;
      throw networkError(error, request.url);
    }
  }
}

const repeatable: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'PROPFIND', 'MKCOL']);

function send({ url, method, text, headers }: HttpRequest, wire: Wire, stop: AbortSignal): ClientRequest {
  const length = text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) };
  // XrdHttp 5.5.3 says `Connection: Close` along with `100 Continue`, and means neither: Node's parser takes what follows for
  // an error unless it is told to be lenient.
  const insecureHTTPParser = headers['expect'] !== undefined;
  const all = asWritten({ ...headers, ...wire.headers, ...length });
  const options: CheckedRequestOptions = { method, agent: wire.agent, headers: all, insecureHTTPParser, stop };
  const request = url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
  if (text !== undefined) request.end(text);
  return request;
}

/** How a request fares. */
interface Fate {
  readonly response: Promise<IncomingMessage>;
  /** Rejects when the request has failed. */
  readonly failed: Promise<never>;
  /** Whether the server closed the connection. */
  readonly isReset: () => boolean;
}

/** Listens for as long as the request lives: an error that nobody hears would end the process. */
function watch(
  request: ClientRequest,
  { url, signal }: HttpRequest,
  { stallMs, stopper }: { readonly stallMs: number; readonly stopper: AbortController },
): Fate {
  let answer: IncomingMessage | undefined;
  let code: string | undefined;
  const end = (reason: unknown): void => {
    const error = reason instanceof Error ? reason : new Error('aborted', { cause: reason });
    // The answer's reader hears the reason only from the answer itself.
    if (answer !== undefined) return void answer.destroy(error);
    request.destroy(error);
    stopper.abort(error);
  };
  const stall = (): void =>
    end(new MoverError(`no byte for ${stallMs / 1000} s`, { kind: 'timed-out', file: url.href }));
  const abort = (): void => end(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  request.setTimeout(stallMs, stall);
  request.once('socket', (socket) => limitConnecting(socket, stallMs, stall));
  request.once('close', () => signal.removeEventListener('abort', abort));
  const failed = new Promise<never>((_resolve, reject) => {
    request.on('error', (error: NodeJS.ErrnoException) => {
      code = error.code;
      reject(error);
    });
  });
  failed.catch(() => undefined);
  const response = new Promise<IncomingMessage>((resolve) => {
    request.once('response', (message) => {
      answer = message;
      message.on('error', () => undefined);
      resolve(message);
    });
  });
  return { response, failed, isReset: () => code === 'ECONNRESET' || code === 'EPIPE' };
}

/** A request's own timeout counts from the moment that it is connected. */
function limitConnecting(socket: Socket, stallMs: number, onStall: () => void): void {
  if (!socket.connecting) return;
  const timer = setTimeout(onStall, stallMs);
  for (const event of [connected(socket), 'close']) socket.once(event, () => clearTimeout(timer));
}

function connected(socket: Socket): 'secureConnect' | 'connect' {
  return 'encrypted' in socket ? 'secureConnect' : 'connect';
}

async function answered(request: ClientRequest, fate: Fate, sendBody?: SendBody): Promise<IncomingMessage> {
  const { failed } = fate;
  if (sendBody === undefined) {
    if (!request.writableEnded) request.end();
  } else if ((await Promise.race([fate.response, failed, wanted(request)])) === 'send') {
    const sending = sendBody(request);
    sending.catch(() => undefined);
    // A refusal may come before the last byte: then the rest is of no interest to the server. A success that seems to
    // come before it was only faster than the word that the last byte has left.
    await Promise.race([
      sending,
      fate.response.then(({ statusCode = 0 }) => (statusCode < 300 ? sending : undefined)),
      failed,
    ]);
  }
  const answer = await Promise.race([fate.response, failed]);
  // A body that was announced and not sent whole: the connection cannot carry another request.
  if (!request.writableEnded) answer.once('end', () => request.destroy());
  return answer;
}

/** The server says that it wants the body, or does not know that it was asked (as curl: after a second). */
async function wanted(request: ClientRequest): Promise<'send'> {
  if (!request.hasHeader('expect')) return 'send';
  let timer: NodeJS.Timeout | undefined;
  return new Promise<'send'>((resolve) => {
    const start = (): void => {
      timer = setTimeout(() => resolve('send'), patienceMs);
    };
    request.once('socket', (socket) => {
      if (socket.connecting) socket.once(connected(socket), start);
      else start();
    });
    for (const event of ['continue', 'response', 'close']) {
      request.once(event, () => {
        clearTimeout(timer);
        resolve('send');
      });
    }
    request.flushHeaders();
  });
}

const patienceMs = 1_000;
