import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { createTestAuthority, needsTool, tempDir, tree } from '@panda-pilot/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { curl } from '../../src/index.ts';
import { curlTrust } from '../../src/curl/curl-trust.ts';
import { toolsWith } from '../http-fixture.ts';
import { startRevocableServer } from '../revocable-server.ts';

const options = { signal: new AbortController().signal, timeoutMs: 10_000, logger: silentLogger };
const other = createTestAuthority('/DC=test/CN=Other Authority');

describe.skipIf(needsTool('curl'))('whom curl talks to', () => {
  let server: Awaited<ReturnType<typeof startRevocableServer>>;
  beforeAll(async () => {
    server = await startRevocableServer();
  });
  beforeEach(() => (server.asked.length = 0));
  afterAll(() => server.close());

  const stat = async (settings: Readonly<Record<string, unknown>>, env: Record<string, string> = {}) =>
    curl.create(curl.parseOptions({ credential: 'none', ...settings }), toolsWith(env)).stat(server.file, options);

  it.each([
    ['no list', () => server.authority.files()],
    ['a list that names nobody', () => server.authority.files({ revocations: server.authority.revoke([]) })],
    [
      'a list of another authority alone',
      () => ({ ...server.authority.files(), ...other.files({ revocations: other.revoke([1n]) }) }),
    ],
  ])('is a server of an authority with %s', async (_list, files) => {
    expect(await stat({ caDirectory: await tree(files()) })).toEqual({ size: 7 });
    expect(server.asked).toEqual(['/file']);
  });

  const outdated = { nextUpdate: new Date(Date.now() - 86_400_000) };
  it.each([
    ['was revoked', () => server.authority.files({ revocations: server.revoked }), /certificate revoked/],
    [
      'was revoked, as one list of many says',
      () => ({
        ...other.files({ revocations: other.revoke([1n]) }),
        ...server.authority.files({ revocations: server.revoked }),
      }),
      /certificate revoked/,
    ],
    [
      'has an authority whose list is out of date',
      () => server.authority.files({ revocations: server.authority.revoke([], outdated) }),
      /CRL has expired/,
    ],
    ['has an authority that is none here', () => other.files(), /self-signed|unable to get local issuer/],
  ])('is no server that %s', async (_what, files, says) => {
    const asked = stat({ caDirectory: await tree(files()) });
    await expect(asked).rejects.toMatchObject({ kind: 'denied', message: expect.stringMatching(says) });
    expect(server.asked).toEqual([]);
  });

  it('is no server where a list is there that nobody can read', async () => {
    const caDirectory = await tree({
      ...server.authority.files(),
      ...other.files({ revocations: other.revoke([1n]) }),
    });
    await writeFile(join(caDirectory, '01234567.r0'), Buffer.from([0x30, 0x82]));
    await expect(stat({ caDirectory })).rejects.toMatchObject({ kind: 'denied' });
    expect(server.asked).toEqual([]);
  });

  it('is nobody where the directory knows nobody, and whoever browsers know where the site says so', async () => {
    await expect(stat({ caDirectory: await tempDir() })).rejects.toMatchObject({ kind: 'denied' });
    await expect(stat({ caDirectory: '/nonexistent' })).rejects.toMatchObject({ kind: 'denied' });
    expect(server.asked).toEqual([]);
    const caDirectory = await tree(server.authority.files({ revocations: server.revoked }));
    expect(await stat({ caDirectory, trust: 'web' })).toEqual({ size: 7 });
    // Told of a directory alone, curl 7.88.1 adds the authorities of the browsers.
    const { files } = await curlTrust(server.file, { caDirectory }, { trust: 'grid' });
    expect(files.cacert).toMatch(/\.0$/);
  });
});
