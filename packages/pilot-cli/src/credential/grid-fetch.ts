import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { rootCertificates } from 'node:tls';
import {
  authoritiesIn,
  CheckedAgent,
  type CheckedRequestOptions,
  checkServerChain,
  UntrustedServer,
} from '@panda-pilot/credentials';

/**
 * A `fetch` for services of the grid: over TLS it trusts the authorities of `X509_CERT_DIR` beside the usual ones and
 * shows the proxy `X509_USER_PROXY`, where `env` names them. Nothing is sent to a server that a revocation list or a
 * signing policy of that directory speaks against. It follows no redirect. Everything else is Node's own.
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
  const { url, method, signal } = sent;
  const body = Buffer.from(await sent.arrayBuffer());
  const headers = { ...Object.fromEntries(sent.headers), 'content-length': body.length, connection: 'close' };
  const options: CheckedRequestOptions = { method, headers, signal, stop: signal, agent: agentOf(identity) };
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const asked = request(url, options, resolve);
    asked.once('error', reject);
    asked.end(body);
  });
}

/** For one request: services are asked seldom, and a kept connection would outlive the proxy. */
function agentOf({ ca, proxy, caDirectory }: Identity): CheckedAgent {
  const shown = proxy === undefined ? {} : { cert: proxy, key: proxy };
  const check = async (chain: readonly Uint8Array[]): Promise<void> => {
    if (caDirectory !== undefined) await requireUnspoken(chain, caDirectory);
  };
  return new CheckedAgent({ ca: [...ca], ...shown, check, connectMs, rejectUnauthorized: true, maxCachedSessions: 0 });
}

/** As long as Node's own `fetch` waits for a connection. */
const connectMs = 10_000;

/** Of a server whom the directory does not know TLS has heard from the usual authorities. */
async function requireUnspoken(chain: readonly Uint8Array[], caDirectory: string): Promise<void> {
  const findings = await checkServerChain(chain, { caDirectory, now: new Date() });
  const faults = findings.filter(({ name, severity }) => severity === 'refuse' && name !== 'authority-unknown');
  if (faults.length > 0) throw new UntrustedServer(faults.map(({ particulars }) => particulars).join('; '));
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
