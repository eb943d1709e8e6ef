import { silentLogger } from '@panda-pilot/core';
import { type Credential, secret } from '@panda-pilot/credentials';
import type { ScriptedServer } from '@panda-pilot/testkit';
import { expect, onTestFinished, vi } from 'vitest';
import { createPandaClient, type PandaClient, type PandaClientOptions } from '../src/index.ts';

export const token: Credential = {
  kind: 'token',
  token: secret('eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjF9.c2lnbmF0dXJl'),
  origin: 'atlas:production',
  audience: [],
};

/** A client of `url`, closed when the test ends. */
export function testClient(url: string, options: Partial<PandaClientOptions> = {}): PandaClient {
  const client = createPandaClient({ url, credential: token, timeoutMs: 5000, logger: silentLogger, ...options });
  onTestFinished(() => client.close());
  return client;
}

/**
 * From here on, until the test ends, the time of calls is up when the test says so. The function that is returned lets `ms` pass once
 * the server has so many requests: no limit is long enough for them to come on every machine.
 */
export function holdTime(): (ms: number, server: ScriptedServer, requests: number) => Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  return async (ms, server, requests) => {
    await expect.poll(() => server.requests.length, { interval: 5 }).toBe(requests);
    vi.advanceTimersByTime(ms);
  };
}

/** The envelope of an accepted call. */
export function accepted(data: unknown): { json: unknown } {
  return { json: { success: true, message: '', data } };
}

/** The envelope of a refused one. */
export function refused(message: string, data: unknown = null): { json: unknown } {
  return { json: { success: false, message, data } };
}

/** An update that the server took, without a command. */
export const taken = accepted({ StatusCode: 0, command: 'NULL' });
