import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { readProxy, secret } from '@panda-pilot/credentials';
import { createTestAuthority, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { keepRenewed } from '../../src/launch/keep-renewed.ts';

const jane = createTestAuthority().issue('/DC=test/DC=grid/CN=Jane Doe');
const proxyFor = (seconds: number): string =>
  jane.delegate({ notAfter: new Date((Math.floor(Date.now() / 1000) + seconds) * 1000) }).file();

/** Keeps a proxy renewed that is over in a second, until it was renewed or `attempts` were made; resolves with the file. */
async function keep(
  answers: readonly (string | Error)[],
): Promise<{ readonly text: string; readonly renewals: number }> {
  const path = join(await tempDir(), 'proxy');
  const old = proxyFor(1);
  await writeFile(path, old, { mode: 0o600 });
  const done = new AbortController();
  const warnings: unknown[] = [];
  let renewals = 0;
  let asked = 0;
  const fetch = async () => {
    const answer = answers[asked];
    asked += 1;
    if (asked >= answers.length) setImmediate(() => setTimeout(() => done.abort(), 30));
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no more answers');
    return { proxy: await readProxy(answer), text: secret(answer) };
  };
  const logger = { ...silentLogger, warn: (data: unknown) => void warnings.push(data) };
  await keepRenewed({ path, fetch, onRenewed: () => (renewals += 1), logger, pauseMs: 5 }, done.signal);
  const text = await readFile(path, 'utf8');
  return { text: text === old ? 'old' : text, renewals };
}

describe('keepRenewed', () => {
  it('replaces the proxy in good time, and says so', async () => {
    const fresh = proxyFor(3600);
    expect(await keep([fresh])).toEqual({ text: fresh, renewals: 1 });
  });

  it('tries again after a failure', async () => {
    const fresh = proxyFor(3600);
    expect(await keep([new Error('MyProxy is away'), fresh])).toEqual({ text: fresh, renewals: 1 });
  });

  it('keeps what it has when the new one lasts no longer', async () => {
    expect(await keep([proxyFor(0)])).toEqual({ text: 'old', renewals: 0 });
  });

  it('does nothing once it is told to end', async () => {
    const path = join(await tempDir(), 'proxy');
    await writeFile(path, proxyFor(1), { mode: 0o600 });
    const fetch = () => Promise.reject(new Error('asked for nothing'));
    await keepRenewed({ path, fetch, onRenewed: () => undefined, logger: silentLogger }, AbortSignal.abort());
    expect(await readFile(path, 'utf8')).toContain('BEGIN CERTIFICATE');
  });
});
