import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

/**
 * A `fetch` for services of the grid: over TLS it trusts the authorities of `X509_CERT_DIR` beside the usual ones and shows the proxy `X509_USER_PROXY`,
 * where `env` names them. It follows no redirect. Everything else is Node's own.
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
  readonly cert?: string;
  readonly key?: string;
}

async function identityIn(env: Readonly<Record<string, string>>): Promise<Identity> {
  const { X509_CERT_DIR: directory, X509_USER_PROXY: proxy } = env;
  const ca = [...rootCertificates, ...(directory === undefined ? [] : await authoritiesIn(directory))];
  if (proxy === undefined) return { ca };
  const pem = await readFile(proxy, 'utf8');
  return { ca, cert: pem, key: pem };
}

/** Files that are named by the hash of their authority. */
async function authoritiesIn(directory: string): Promise<readonly string[]> {
  const names = (await readdir(directory)).filter((name) => /^[0-9a-f]{8}\.\d+$/.test(name));
  return Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
}

async function ask(sent: Request, { ca, cert, key }: Identity): Promise<IncomingMessage> {
  const body = Buffer.from(await sent.arrayBuffer());
  const headers = { ...Object.fromEntries(sent.headers), 'content-length': body.length };
  const shown = cert === undefined || key === undefined ? {} : { cert, key };
  return new Promise((resolve, reject) => {
    const asked = request(
      sent.url,
      { method: sent.method, headers, signal: sent.signal, ca: [...ca], ...shown, agent: false },
      resolve,
    );
    asked.once('error', reject);
    asked.end(body);
  });
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
