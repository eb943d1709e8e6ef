import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readProxyFile, replaceCredentialFile, secret } from '@panda-pilot/credentials';
import {
  createMyProxyGrid,
  type MyProxyGrid,
  type MyProxyTestServer,
  needsTool,
  signProxy,
  startMyProxy,
  tempDir,
  type TestHolder,
} from '@panda-pilot/testkit';
import { runCommand } from '@panda-pilot/timed-command';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMyProxyClient } from '../../src/myproxy/client.ts';
import type { MyProxyServer } from '../../src/myproxy/connection.ts';
import { myProxyLogonSource } from '../../src/proxy/myproxy-logon-source.ts';
import { credentialOf } from './credential-of.ts';

const hour = 3600;

describe.skipIf(needsTool('myproxy-server'))('the MyProxy server of the distribution', () => {
  let grid: MyProxyGrid;
  let server: MyProxyTestServer;
  /** Its time is over when the other tests are. */
  let expiring: { readonly name: Awaited<ReturnType<typeof store>>; readonly notAfter: Date };
  beforeAll(async () => {
    grid = createMyProxyGrid();
    server = await startMyProxy(grid);
    const notAfter = new Date(Math.ceil(Date.now() / 1000) * 1000 + 20_000);
    const delegate = (request: Buffer): readonly Buffer[] => signProxy(grid.user, request, { notAfter });
    expiring = { notAfter, name: await store('expiring', { delegate }) };
  }, 120_000);
  afterAll(() => server.stop());

  /** One proxy of each holder: RSA keys cost time. */
  const shown = new Map<TestHolder, ReturnType<typeof credentialOf>>();
  const credentialShown = (holder: TestHolder): ReturnType<typeof credentialOf> => {
    const known = shown.get(holder) ?? credentialOf(holder.delegate({ keys: 'rsa' }));
    shown.set(holder, known);
    return known;
  };
  const clientOf = async (holder: TestHolder | undefined, change: Partial<MyProxyServer> = {}) =>
    createMyProxyClient({
      host: 'localhost',
      port: server.port,
      caDirectory: server.caDirectory,
      ...(holder === undefined ? {} : { credential: await credentialShown(holder) }),
      ...change,
    });

  /** Stores a credential of somebody, under a name of its own. */
  const store = async (
    name: string,
    change: Partial<Parameters<Awaited<ReturnType<typeof clientOf>>['store']>[0]> = {},
  ) => {
    const user = grid.user.certificate.subject;
    const client = await clientOf(grid.user);
    const delegate = (request: Buffer): readonly Buffer[] => signProxy(grid.user, request);
    const trustedRetrievers = '*/CN=Robot: PanDA pilot';
    await client.store({ user, name, lifetimeSeconds: 24 * hour, trustedRetrievers, delegate, ...change });
    return { user, name };
  };

  it('gives a trusted pilot the proxy of a user with parentheses and several common names', async () => {
    const name = await store('panda');
    const { proxy, text } = await (await clientOf(grid.pilot.delegate())).retrieve(name);
    expect(proxy.identity.slash).toBe('/DC=test/DC=grid/CN=jdoe/CN=123456/CN=Jane Doe (Example)');
    expect(proxy).toMatchObject({ proxyKind: 'rfc3820', rights: 'impersonation', trust: 'anchored', findings: [] });
    expect(proxy.keyBits).toBe(2048);
    const secondsLeft = (proxy.expiresAt.getTime() - Date.now()) / 1000;
    expect(secondsLeft).toBeGreaterThan(23 * hour);
    expect(secondsLeft).toBeLessThan(25 * hour);
    expect(text.reveal()).toMatch(
      /^-----BEGIN CERTIFICATE-----[^]+?-----BEGIN RSA PRIVATE KEY-----[^]+?-----BEGIN CERTIFICATE-----/,
    );
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is understood over %s', async (version) => {
    const name = await store(`over-${version}`);
    const client = await clientOf(grid.pilot, { newestTls: version });
    expect((await client.retrieve(name)).proxy.identity.slash).toBe(name.user);
  });

  it('gives less than it is asked for, without a word; a minimum finds out', async () => {
    const name = await store('short', { lifetimeSeconds: hour });
    const client = await clientOf(grid.pilot);
    const { proxy } = await client.retrieve({ ...name, lifetimeSeconds: 240 * hour });
    expect(proxy.expiresAt.getTime() - Date.now()).toBeLessThan(1.1 * hour * 1000);
    await expect(client.retrieve({ ...name, minSeconds: 2 * hour })).rejects.toMatchObject({
      errorName: 'PROXY_TOO_SHORT',
    });
  });

  it('gives whoever has the passphrase a proxy, even without a certificate', async () => {
    const passphrase = secret('correct horse');
    const name = await store('with-passphrase', { passphrase });
    const { proxy } = await (await clientOf(undefined)).retrieve({ ...name, passphrase });
    expect(proxy.identity.slash).toBe(name.user);
  });

  it('refuses each for its own reason', async () => {
    const passphrase = secret('correct horse');
    const open = await store('refusals');
    const locked = await store('locked', { passphrase });
    const forNobody = await store('for-nobody', { trustedRetrievers: 'none' });
    const pilot = await clientOf(grid.pilot);
    const refusal = (kind: string, text: string) => ({
      errorName: 'NO_PROXY',
      code: 1163,
      details: { refusal: kind },
      message: expect.stringContaining(text),
    });
    await expect(pilot.retrieve(forNobody)).rejects.toMatchObject(refusal('not-trusted', 'no passphrase'));
    await expect((await clientOf(grid.rogue)).retrieve(open)).rejects.toMatchObject(
      refusal('not-trusted', 'authentication failed'),
    );
    await expect((await clientOf(undefined)).retrieve(open)).rejects.toMatchObject(
      refusal('not-trusted', 'no passphrase'),
    );
    await expect((await clientOf(grid.user)).retrieve(open)).rejects.toMatchObject(
      refusal('not-trusted', 'no passphrase'),
    );
    await expect(pilot.retrieve(locked)).rejects.toMatchObject(refusal('wrong-passphrase', 'passphrase'));
    await expect(pilot.retrieve({ ...locked, passphrase: secret('wrong horse') })).rejects.toMatchObject(
      refusal('wrong-passphrase', 'passphrase'),
    );
    await expect(pilot.retrieve({ ...open, name: 'other' })).rejects.toMatchObject(
      refusal('no-such-credential', 'No credentials exist'),
    );
    const cut = open.user.slice(0, open.user.indexOf('/CN=123456'));
    await expect(pilot.retrieve({ ...open, user: cut })).rejects.toMatchObject(refusal('no-such-credential', cut));
  });

  it('takes none that allows no proxies', async () => {
    const narrow = grid.user.delegate({ keys: 'rsa', pathLength: 0 });
    await expect(store('narrow', { delegate: (request) => signProxy(narrow, request) })).rejects.toMatchObject({
      errorName: 'NO_PROXY',
    });
  });

  it('gives a limited pilot a limited proxy, which is not taken for more', async () => {
    const name = await store('limited');
    const credential = await credentialOf(grid.pilot.delegate({ keys: 'rsa', rights: 'limited' }));
    const client = await clientOf(undefined, { credential });
    await expect(client.retrieve(name)).rejects.toThrow('limited use');
    expect((await client.retrieve({ ...name, rights: ['limited'] })).proxy.rights).toBe('limited');
  });

  it("does not pass off another user's credential", async () => {
    const user = grid.other.certificate.subject;
    const client = await clientOf(grid.other);
    const delegate = (request: Buffer): readonly Buffer[] => signProxy(grid.other, request);
    await client.store({ user: 'alias', name: 'x', lifetimeSeconds: hour, trustedRetrievers: '*', delegate });
    const pilot = await clientOf(grid.pilot);
    const identity = grid.user.certificate.subject;
    await expect(pilot.retrieve({ user: 'alias', name: 'x', identity })).rejects.toThrow(
      `is one of ${user}, not of ${identity}`,
    );
    expect((await pilot.retrieve({ user: 'alias', name: 'x' })).proxy.identity.slash).toBe(user);
  });

  it('tells what is stored, and destroys it', async () => {
    const name = await store('first');
    await store('second');
    const client = await clientOf(grid.user);
    const stored = await client.info({ user: name.user });
    const names = stored.map((one) => one.name);
    expect(names).toEqual(expect.arrayContaining(['first', 'second']));
    const first = stored.find((one) => one.name === 'first');
    expect(first).toMatchObject({ owner: name.user, trustedRetrievers: '*/CN=Robot: PanDA pilot' });
    expect(first?.endsAt?.getTime()).toBeGreaterThan(Date.now() + 90 * hour * 1000);
    await client.destroy(name);
    expect((await client.info({ user: name.user })).map((one) => one.name)).not.toContain('first');
    await expect((await clientOf(grid.pilot)).retrieve(name)).rejects.toMatchObject({
      details: { refusal: 'no-such-credential' },
    });
    await expect((await clientOf(grid.rogue)).destroy({ user: name.user, name: 'second' })).rejects.toMatchObject({
      errorName: 'NO_PROXY',
    });
  });

  it('renews a file such that a reader finds one proxy or the other', async () => {
    const name = await store('renewed');
    const client = await clientOf(grid.pilot);
    const path = join(await tempDir(), 'user-proxy');
    await replaceCredentialFile(path, (await client.retrieve(name)).text);
    const done = new AbortController();
    const reader = (async () => {
      while (!done.signal.aborted) {
        expect((await readProxyFile(path)).findings).toEqual([]);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let renewal = 0; renewal < 3; renewal += 1) {
      await replaceCredentialFile(path, (await client.retrieve(name)).text);
    }
    done.abort();
    await reader;
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it.skipIf(needsTool('myproxy-logon'))(
    'gives the same by the tool of Globus, and refuses for the same reasons',
    async () => {
      const open = await store('by-tool');
      const forNobody = await store('by-tool-for-nobody', { trustedRetrievers: 'none' });
      const directory = await tempDir();
      const proxyFile = join(directory, 'pilot-proxy');
      await writeFile(proxyFile, grid.pilot.delegate({ keys: 'rsa' }).file(), { mode: 0o600 });
      const options = { host: 'localhost', port: server.port, caDirectory: server.caDirectory, proxyFile, directory };
      const tool = myProxyLogonSource(options);
      const { proxy } = await tool.fetch({ owner: open.user, credentialName: open.name, minSeconds: hour });
      expect(proxy.identity.slash).toBe(open.user);
      const refused = (name: string) => tool.fetch({ owner: open.user, credentialName: name });
      await expect(refused(forNobody.name)).rejects.toMatchObject({ details: { refusal: 'not-trusted' } });
      await expect(refused('other')).rejects.toMatchObject({ details: { refusal: 'no-such-credential' } });
      await expect(tool.fetch({ owner: 'a\nCOMMAND=3' })).rejects.toMatchObject({ errorName: 'NO_PROXY' });
      const missing = myProxyLogonSource({ ...options, file: join(directory, 'no-such-tool') });
      await expect(missing.fetch({ owner: open.user })).rejects.toMatchObject({
        hint: expect.stringContaining('install'),
      });
      expect(await readdir(directory)).toEqual(['pilot-proxy']);
    },
  );

  it.skipIf(needsTool('grid-proxy-info'))('gives a proxy that the tools of Globus read', async () => {
    const name = await store('for-tools');
    const path = join(await tempDir(), 'user-proxy');
    await writeFile(path, (await (await clientOf(grid.pilot)).retrieve(name)).text.reveal(), { mode: 0o600 });
    const env = { PATH: '/usr/bin', X509_CERT_DIR: server.caDirectory };
    const { stdout, stderr } = await runCommand('grid-proxy-info', ['-file', path], { env, timeoutMs: 10_000 });
    expect(stdout, stderr).toContain(`identity : ${name.user}`);
    expect(stdout).toContain('RFC 3820 compliant impersonation proxy');
  });

  it('refuses what has expired in its store', async () => {
    await sleep(Math.max(0, expiring.notAfter.getTime() - Date.now() + 1100));
    await expect((await clientOf(grid.pilot)).retrieve(expiring.name)).rejects.toMatchObject({
      details: { refusal: 'credential-expired' },
    });
  });
});
