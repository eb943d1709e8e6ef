import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { type Secret, secret } from '@panda-pilot/credentials';
import { createTestAuthority, createTestVoms, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import {
  type CredentialDeps,
  type CredentialSettings,
  type PilotCredential,
  pilotCredential,
} from '../../src/credential/pilot-credential.ts';

import { checkTransferCredential, credentialOrder } from '../../src/credential/transfer-credential.ts';

const hour = 3_600_000;
const authority = createTestAuthority();
const user = authority.issue('/DC=test/DC=grid/CN=Test Pilot');
const voms = createTestVoms(authority);

/** A proxy with so many hours left; `attributeHours` 0: without attributes. */
async function proxyFor(hours: number, { mode = 0o600, attributeHours = hours } = {}): Promise<string> {
  const path = join(await tempDir(), 'x509up');
  const until = (count: number): Date => new Date(Date.now() + count * hour);
  const attributes = attributeHours === 0 ? [] : [voms.attributes(user, { notAfter: until(attributeHours) })];
  await writeFile(path, user.delegate({ notAfter: until(hours), attributes }).file(), { mode });
  return path;
}

const defaults: CredentialSettings = {
  url: 'https://panda.example.org',
  proxyLimits: 'wiki',
  proxy: undefined,
  tokenFile: undefined,
  tokenOrigin: undefined,
  caDirectory: undefined,
  vomsDirectory: undefined,
  tokenKeyFile: undefined,
  tokenRenewal: true,
};

function credential(settings: Partial<CredentialSettings>, deps: Partial<CredentialDeps> = {}): PilotCredential {
  return pilotCredential({ ...defaults, ...settings }, { logger: silentLogger, fetchToken: noToken, ...deps });
}

const noToken = (): Promise<Secret> => Promise.reject(new Error('the server has none'));

function tokenFor(seconds: number): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'none' })}.${encode({ exp: Math.floor(Date.now() / 1000) + seconds })}.x`;
}

describe('a proxy', () => {
  it.each([
    ['50 hours', 50, 'wiki', 'start', undefined],
    ['47 hours', 47, 'wiki', 'start', 1382],
    ['47 hours', 47, 'wiki', 'stage-in', 1382],
    ['3 hours', 3, 'wiki', 'stage-out', undefined],
    ['1 hour', 1, 'wiki', 'stage-out', 1382],
    ['72 hours', 72, 'current', 'start', undefined],
    ['70 hours', 70, 'current', 'start', 1382],
    ['an hour', 1, 'current', 'stage-in', undefined],
    ['half an hour', 0.5, 'current', 'stage-out', 1382],
    ['a minute', 0.02, 'none', 'start', undefined],
    ['nothing left', -1, 'none', 'start', 1373],
  ] as const)('with %s (%d) by the limits "%s" at %s', async (_, hours, proxyLimits, moment, code) => {
    const checked = credential({ proxy: await proxyFor(hours), proxyLimits }).check(moment);
    if (code === undefined) await expect(checked).resolves.toBeUndefined();
    else await expect(checked).rejects.toMatchObject({ code });
  });

  it('without attributes is refused, unless nothing is asked of it', async () => {
    const proxy = await proxyFor(96, { attributeHours: 0 });
    await expect(credential({ proxy }).check('start')).rejects.toMatchObject({ code: 1177 });
    await expect(credential({ proxy, proxyLimits: 'none' }).check('start')).resolves.toBeUndefined();
  });

  it.each([
    ['is not there', () => Promise.resolve('/nowhere/x509up')],
    ['that others can read', () => proxyFor(96, { mode: 0o644 })],
  ])('that %s is none', async (_, make) => {
    await expect(credential({ proxy: await make() }).check('start')).rejects.toMatchObject({ code: 1163 });
  });

  it('is read again when it is renewed', async () => {
    const proxy = await proxyFor(1);
    const renewed = credential({ proxy });
    await expect(renewed.check('start')).rejects.toMatchObject({ code: 1382 });
    await writeFile(proxy, await readFile(await proxyFor(96)));
    await expect(renewed.check('start')).resolves.toBeUndefined();
  });

  it('is not read for a server without TLS, or beside a token', async () => {
    const proxy = '/nowhere/x509up';
    expect(await credential({ proxy, url: 'http://panda.example.org' }).provider.current()).toEqual({ kind: 'none' });
    const tokenFile = join(await tempDir(), 'token');
    await writeFile(tokenFile, 'opaque', { mode: 0o600 });
    const { provider } = credential({ proxy, tokenFile, tokenOrigin: 'atlas:production' });
    expect((await provider.current()).kind).toBe('token');
  });
});

describe('a token', () => {
  it('without an origin is refused', () => expect(() => credential({ tokenFile: '/token' })).toThrow(/--token-origin/));

  it('is renewed with its key before it ends, in its file too', async () => {
    const directory = await tempDir();
    const [tokenFile, tokenKeyFile] = [join(directory, 'token'), join(directory, 'key')];
    await writeFile(tokenFile, tokenFor(3600), { mode: 0o600 });
    await writeFile(tokenKeyFile, 'the key\n', { mode: 0o600 });
    const [renewed, keys] = [tokenFor(7200), new Array<string>()];
    const fetchToken = async (key: Secret): Promise<Secret> => {
      keys.push(key.reveal());
      return secret(renewed);
    };
    let laterMs = 0;
    const now = (): Date => new Date(Date.now() + laterMs);
    const settings = { tokenFile, tokenKeyFile, tokenOrigin: 'atlas:production' };
    const { provider } = credential(settings, { fetchToken, now });
    await provider.current();
    expect(keys).toEqual([]);
    laterMs = 3_000_000;
    await provider.current();
    await expect.poll(() => readFile(tokenFile, 'utf8')).toBe(renewed);
    expect(keys).toEqual(['the key']);
  });
});

describe('the credential of transfers', () => {
  const check = (proxy: string | undefined, launch: object = {}): Promise<void> => {
    const order = credentialOrder({ ...defaults, proxy }, '/');
    const assignment = { settings: order === undefined ? {} : { credential: order }, ...launch };
    return checkTransferCredential(assignment as Parameters<typeof checkTransferCredential>[0], {
      env: {},
      logger: silentLogger,
    });
  };

  it('must last for storing outputs', async () => {
    await expect(check(await proxyFor(3))).resolves.toBeUndefined();
    await expect(check(await proxyFor(1))).rejects.toMatchObject({ code: 1382 });
    await expect(check(undefined)).resolves.toBeUndefined();
  });

  it("is the owner's where files are copied as the owner, whatever is left of it and whatever the pilot has", async () => {
    const asOwner = (payloadProxy: string) => ({ launch: { transfersAs: 'payload', payloadProxy } });
    const short = asOwner(await proxyFor(1, { attributeHours: 0 }));
    await expect(check(await proxyFor(1), short)).resolves.toBeUndefined();
    await expect(check(undefined, asOwner(await proxyFor(-1)))).rejects.toMatchObject({ code: 1373 });
    await expect(check(await proxyFor(3), asOwner('/nowhere/proxy'))).rejects.toMatchObject({ code: 1163 });
  });

  it('is found from wherever a runjob works', () => {
    expect(credentialOrder({ ...defaults, proxy: 'x509up', caDirectory: '/etc/ca' }, '/home/pilot')).toEqual({
      url: 'https://panda.example.org',
      proxyLimits: 'wiki',
      proxy: '/home/pilot/x509up',
      caDirectory: '/etc/ca',
    });
  });
});
