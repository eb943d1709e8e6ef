import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Logger, silentLogger } from '@panda-pilot/core';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import {
  type CredentialProvider,
  proxyFileProvider,
  type ProxyProviderOptions,
  replaceCredentialFile,
} from '../../src/index.ts';
import { createGrid, hours } from './grid.ts';

const { user, voms } = createGrid();
const attributes = [voms.attributes(user)];
const first = user.delegate({ notAfter: hours(10), attributes }).file();
const second = user.delegate({ notAfter: hours(20), attributes }).file();
const bare = user.delegate({ notAfter: hours(20) }).file();
const expired = user.delegate({ notBefore: hours(-20), notAfter: hours(-1), attributes }).file();

async function followed(options: ProxyProviderOptions = {}): Promise<{
  readonly path: string;
  readonly provider: CredentialProvider;
  readonly end: () => Promise<Date | undefined>;
}> {
  const path = join(await tempDir(), 'x509up');
  await writeFile(path, first, { mode: 0o600 });
  const provider = proxyFileProvider(path, options);
  const end = async (): Promise<Date | undefined> => {
    const credential = await provider.current();
    return credential.kind === 'x509' ? credential.expiresAt : undefined;
  };
  return { path, provider, end };
}

describe('proxyFileProvider', () => {
  it('gives the same proxy as long as the file is the same', async () => {
    const { provider } = await followed();
    expect(await provider.current()).toBe(await provider.current());
  });

  it('uses a proxy renewed by rename at the next call', async () => {
    const { path, end } = await followed();
    expect(await end()).toEqual(hours(10));
    await writeFile(`${path}.new`, second, { mode: 0o600 });
    await rename(`${path}.new`, path);
    expect(await end()).toEqual(hours(20));
  });

  it('uses a proxy renewed by replaceCredentialFile, and says so', async () => {
    const messages: string[] = [];
    const logger: Logger = { ...silentLogger, info: (_, message) => void messages.push(message) };
    const { path, end } = await followed({ logger });
    expect(await end()).toEqual(hours(10));
    await replaceCredentialFile(path, second);
    expect(await end()).toEqual(hours(20));
    expect(messages).toEqual(['proxy renewed']);
  });

  it.each<[string, (path: string) => Promise<void>]>([
    ['missing', (path) => rm(path)],
    ['empty', (path) => writeFile(path, '')],
    ['half written', (path) => writeFile(path, second.slice(0, 700))],
    [
      'replaced by one that others can read',
      async (path) => (await rm(path), writeFile(path, second, { mode: 0o644 })),
    ],
    ['replaced by one that has expired', (path) => writeFile(path, expired)],
    ['replaced by one without its attributes', (path) => writeFile(path, bare)],
    ['without its user', (path) => writeFile(path, second.slice(0, second.lastIndexOf('-----BEGIN')))],
  ])('keeps a valid proxy while the file is %s', async (_, spoil) => {
    const warnings: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (__, message) => void warnings.push(message) };
    const { path, end } = await followed({ logger });
    expect(await end()).toEqual(hours(10));
    await spoil(path);
    expect(await end()).toEqual(hours(10));
    expect(warnings).toEqual(['proxy file cannot be used, using the proxy read before']);
    await replaceCredentialFile(path, second);
    expect(await end()).toEqual(hours(20));
  });

  it('does not keep a proxy that has expired', async () => {
    let now = new Date();
    const { path, provider, end } = await followed({ now: () => now });
    expect(await end()).toEqual(hours(10));
    now = hours(11);
    await rm(path);
    await expect(provider.current()).rejects.toMatchObject({ errorName: 'NO_PROXY' });
  });

  it('hands on a proxy that has expired as long as its file is there: whoever checks it says so better', async () => {
    const { end } = await followed({ now: () => hours(11) });
    expect(await end()).toEqual(hours(10));
  });

  it('rejects a proxy that is not in order, and says why', async () => {
    const { path, provider } = await followed();
    await chmod(path, 0o644);
    await expect(provider.current()).rejects.toThrow(/is not in order: .*file-exposed/);
    const tolerant = proxyFileProvider(path, { tolerated: ['file-exposed'] });
    await expect(tolerant.current()).resolves.toMatchObject({ kind: 'x509' });
  });

  it('rejects when there never was a proxy', async () => {
    const provider = proxyFileProvider(join(await tempDir(), 'x509up'));
    await expect(provider.current()).rejects.toMatchObject({ errorName: 'NO_PROXY' });
  });
});
