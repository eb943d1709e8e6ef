import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { connect, rootCertificates, type TLSSocket } from 'node:tls';
import { authoritiesIn, checkServerChain, shownChain } from '@panda-pilot/credentials';

/**
 * A `fetch` for services of the grid: over TLS it trusts the authorities of `X509_CERT_DIR` beside the usual ones and shows the proxy `X509_USER_PROXY`,
 * where `env` names them. Nothing is sent to a server that a revocation list or a signing policy of that directory speaks against. It follows no
 * redirect. Everything else is Node's own.
 */
export function gridFetch(env: Readonly<Record<string, string>>): typeof globalThis.fetch {
  return async (target, init = {}) => {
    const url = new URL(target instanceof Request ? target.url : target);
    if (url.protocol !== 'https:' || target instanceof Request) return globalThis.fetch(target, init);
    const sent = new Request(url, { ...init, redirect: 'manual' });
    return answerOf(await ask(sent, await identityIn(env)));
  };
}

interface Identity {
  readonly ca: readonly string[];
  /** Whose revocation lists and signing policies count. */
  readonly caDirectory?: string;
  readonly proxy?: string;
}

async function identityIn(env: Readonly<Record<string, string>>): Promise<Identity> {
  const { X509_CERT_DIR: caDirectory, X509_USER_PROXY: path } = env;
  const ofGrid = caDirectory === undefined ? [] : await authoritiesIn(caDirectory);
  return {
    ca: [...rootCertificates, ...ofGrid],
    ...(caDirectory === undefined ? {} : { caDirectory }),
    ...(path === undefined ? {} : { proxy: await readFile(path, 'utf8') }),
  };
}

async function ask(sent: Request, identity: Identity): Promise<IncomingMessage> {
  const body = Buffer.from(await sent.arrayBuffer());
  const headers = { ...Object.fromEntries(sent.headers), 'content-length': body.length, connection: 'close' };
  const { url, method, signal } = sent;
  const socket = await trustedSocket(new URL(url), identity, signal);
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, signal, createConnection: () => socket }, resolve);
    asked.once('error', reject);
    asked.end(body);
  });
}

/** A connection to a server that TLS and the CA directory have nothing against. Rejects with what they have, or with the signal's reason. */
async function trustedSocket(
  { hostname, port }: URL,
  { ca, proxy, caDirectory }: Identity,
  signal: AbortSignal,
): Promise<TLSSocket> {
  signal.throwIfAborted();
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  const named = isIP(host) === 0 ? { servername: host } : {};
  const shown = proxy === undefined ? {} : { cert: proxy, key: proxy };
  const socket = connect({ host, port: Number(port || 443), ca: [...ca], ...named, ...shown });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      // For as long as it lives: with TLS 1.3 a server refuses a client after the handshake.
      socket.on('error', reject);
      socket.once('close', () => reject(new Error('the server closed the connection')));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    if (caDirectory !== undefined) await requireUnspoken(socket, caDirectory);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Of a server whom the directory does not know TLS has heard from the usual authorities. */
async function requireUnspoken(socket: TLSSocket, caDirectory: string): Promise<void> {
  const findings = await checkServerChain(shownChain(socket), { caDirectory, now: new Date() });
  const faults = findings.filter(({ name, severity }) => severity === 'refuse' && name !== 'authority-unknown');
  if (faults.length > 0) throw new Error(faults.map(({ particulars }) => particulars).join('; '));
}

function answerOf(message: IncomingMessage): Response {
  const { statusCode: status = 502, headers } = message;
  const told = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) told.append(name, one);
  }
  const empty = status === 204 || status === 304;
  return new Response(empty ? null : bodyOf(message), { status, headers: told });
}

function bodyOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = message[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: () => void message.destroy(),
  });
}
