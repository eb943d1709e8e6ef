import { gzipSync } from 'node:zlib';
import type { PandaLocal, PandaLocalOptions } from '../../src/index.ts';
import { localServer } from '../local-server.ts';

/** A server of a release that has both APIs. */
export async function classicServer(options: Partial<PandaLocalOptions> = {}): Promise<PandaLocal> {
  return localServer({ apis: ['v1', 'classic'], ...options });
}

export interface Received {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

/** Calls a method with these headers and this body. */
export async function send(server: PandaLocal, path: string, init: RequestInit): Promise<Received> {
  const response = await fetch(`${server.url}/server/panda/${path}`, init);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

/** Calls a method as pilots do, with JSON that is gzip, and takes JSON. */
export async function call(server: PandaLocal, method: string, given: object, headers = {}): Promise<unknown> {
  const init = { method: 'POST', body: gzipSync(JSON.stringify(given)) };
  const json = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const { text } = await send(server, method, { ...init, headers: { ...json, ...headers } });
  try {
    return JSON.parse(text);
  } catch {
    return text; // a bare text, or fields
  }
}

/** Calls a method with a form, as `curl --data` does. */
export async function post(server: PandaLocal, method: string, given: Record<string, string>): Promise<string> {
  const { text } = await send(server, method, { method: 'POST', body: new URLSearchParams(given) });
  return text;
}
