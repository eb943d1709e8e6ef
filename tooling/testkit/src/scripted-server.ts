import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** What the server does with one request. */
export type ScriptedAnswer =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  /** Status 200 with this value as JSON. */
  | { readonly json: unknown }
  /** Reads the request and never answers. */
  | { readonly hang: true }
  /** Ends the connection: at once, or when half of the body is out. */
  | { readonly cut: 'before-answer' }
  | { readonly cut: 'mid-body'; readonly body: string }
  /** One byte of the body at a time. */
  | { readonly drip: string; readonly everyMs: number }
  /** These bytes instead of HTTP. */
  | { readonly raw: string };

/** A request as the server got it. */
export interface RecordedRequest {
  readonly verb: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** As text; gzip is unpacked, whether or not a header says that it is. */
  readonly body: string;
  readonly isGzip: boolean;
  /** Counted from 1: requests with the same number came down one connection. */
  readonly connection: number;
}

export interface ScriptedServer {
  /** `http(s)://127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly RecordedRequest[];
  /** Adds answers to be given in turn; the last one is given again and again. */
  answer(...answers: readonly ScriptedAnswer[]): void;
  close(): Promise<void>;
}

export interface ScriptedServerOptions {
  readonly answers?: readonly ScriptedAnswer[];
  /** PEM; the server speaks TLS then. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Default 127.0.0.1. */
  readonly host?: string;
}

/** A real HTTP server on a port of its own that answers by a script. Closed, with its connections, when the test ends. */
export async function scriptedServer(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const script = [...(options.answers ?? [])];
  const requests: RecordedRequest[] = [];
  const connections = new Map<Socket, number>();
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const number = connections.get(request.socket) ?? connections.size + 1;
    connections.set(request.socket, number);
    requests.push(await record(request, number));
    const answer = script.length > 1 ? script.shift() : script[0];
    await give(answer ?? { status: 500, body: 'no answer in the script' }, response);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response).catch(() => request.socket.destroy());
  };
  const server = options.tls === undefined ? createServer(listener) : createTlsServer({ ...options.tls }, listener);
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  onTestFinished(close);
  const url = `${options.tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return { url, port, requests, answer: (...answers) => void script.push(...answers), close };
}

async function record(request: IncomingMessage, connection: number): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const url = new URL(request.url ?? '/', 'http://server');
  const bytes = Buffer.concat(chunks);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return {
    verb: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: (isGzip ? gunzipSync(bytes) : bytes).toString('utf8'),
    isGzip,
    connection,
  };
}

async function give(answer: ScriptedAnswer, response: ServerResponse): Promise<void> {
  if ('hang' in answer) return;
  if ('json' in answer) {
    // The real server says text/plain of its JSON.
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(JSON.stringify(answer.json));
  } else if ('raw' in answer) {
    response.socket?.end(answer.raw);
  } else if ('drip' in answer) {
    await drip(answer.drip, answer.everyMs, response);
  } else if ('cut' in answer) {
    await cut(answer, response);
  } else {
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
  }
}

async function drip(body: string, everyMs: number, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'Content-Length': Buffer.byteLength(body) });
  for (const byte of Buffer.from(body)) {
    if (response.destroyed) return;
    response.write(Buffer.from([byte]));
    await sleep(everyMs);
  }
  response.end();
}

async function cut(answer: Extract<ScriptedAnswer, { cut: string }>, response: ServerResponse): Promise<void> {
  if (answer.cut === 'mid-body') {
    response.writeHead(200, { 'Content-Length': Buffer.byteLength(answer.body) });
    const half = answer.body.slice(0, Math.ceil(answer.body.length / 2));
    await new Promise((resolve) => response.write(half, resolve));
  }
  response.socket?.destroy();
}
