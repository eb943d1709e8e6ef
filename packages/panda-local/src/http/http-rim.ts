import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { finished } from 'node:stream/promises';
import type { HttpAnswer } from './answer.ts';
import type { Reply } from '../api.ts';
import { certifiedCaller, type IdentifyCertificate } from '../door/certified-caller.ts';
import { deliver } from './deliver.ts';
import type { IncomingCall } from './incoming-call.ts';

/** Where to listen, and who answers. */
export interface RimOptions {
  readonly host: string;
  readonly port: number;
  /** PEM texts. Absent: plain http. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string };
  /** Absent: clients are asked for no certificate. */
  readonly identifyCertificate?: IdentifyCertificate;
  readonly serve: (call: IncomingCall) => Reply | Promise<Reply>;
  readonly serveLocal: (call: IncomingCall) => HttpAnswer;
}

/** An open port. */
export interface Rim {
  readonly url: string;
  /** Drops every connection, hanging ones too. */
  close(): Promise<void>;
}

/** Listens, reads requests to their end, and hands them on; rejects when the address is taken. */
export async function openRim(options: RimOptions): Promise<Rim> {
  const ending = new AbortController();
  const listener: RequestListener = (request, response) => {
    receive(request, response, { ...options, signal: ending.signal }).catch(() => request.destroy());
  };
  const server = options.tls === undefined ? createServer(listener) : createTlsServer(tlsOptions(options), listener);
  const port = await listening(server, options);
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${reachable(options.host)}:${port}`,
    close: () => {
      ending.abort();
      return closed(server);
    },
  };
}

/** Whether the certificate is any good is for `identifyCertificate` to say: OpenSSL takes no proxy unless it is told to. */
function tlsOptions({ tls, identifyCertificate }: RimOptions): ServerOptions {
  return { ...tls, ...(identifyCertificate !== undefined && { requestCert: true, rejectUnauthorized: false }) };
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  { serve, serveLocal, identifyCertificate, signal }: RimOptions & { readonly signal: AbortSignal },
): Promise<void> {
  if (request.headers['transfer-encoding'] !== undefined) return refuseChunked(response);
  const certified =
    identifyCertificate === undefined ? undefined : await certifiedCaller(request.socket, identifyCertificate);
  const call = { ...(await readCall(request)), ...(certified !== undefined && { certified }) };
  if (!call.path.startsWith('/local/')) return deliver(response, await serve(call), signal);
  const answer = isFromThisMachine(request) ? serveLocal(call) : forbidden;
  return deliver(response, { answer, delivery: { kind: 'whole' } }, signal);
}

const forbidden: HttpAnswer = { status: 403, contentType: 'text/plain', body: 'only for this machine' };

async function readCall(request: IncomingMessage): Promise<IncomingCall> {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  await finished(request);
  const [path, query] = splitOnce(request.url ?? '', '?');
  const headers = Object.entries(request.headers).map(([name, value]): [string, string | undefined] => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return {
    verb: request.method ?? '',
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

/** mod_wsgi asks for a length before it lets a request in. */
function refuseChunked(response: ServerResponse): void {
  const body =
    '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>411 Length Required</title>\n</head><body>\n' +
    '<h1>Length Required</h1>\n<p>A request of the requested method requires a valid Content-length.<br />\n</p>\n</body></html>\n';
  response.writeHead(411, { 'Content-Type': 'text/html; charset=iso-8859-1', Connection: 'close' });
  response.end(body);
}

/** The peer and the name it called: a name that a stranger points at 127.0.0.1 is refused too. */
function isFromThisMachine(request: IncomingMessage): boolean {
  const peer = request.socket.remoteAddress ?? '';
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  return /^(?:::ffff:)?127\.|^::1$/.test(peer) && /^(?:localhost|127\.[\d.]+|\[::1\])$/i.test(host);
}

/** Resolves with the port. */
function listening(server: Server, { host, port }: RimOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
