import { rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Logger, silentLogger } from '@panda-pilot/core';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { type CredentialProvider, tokenFileProvider } from '../src/index.ts';
import { jwt, seconds } from './tokens.ts';

const first = jwt({ sub: 'first', exp: seconds('2026-11-02T12:00:00Z') });
const second = jwt({ sub: 'later', exp: seconds('2026-11-02T18:00:00Z') });

async function followed(
  now = '2026-11-02T00:00:00Z',
  logger: Logger = silentLogger,
): Promise<{
  path: string;
  provider: CredentialProvider;
  token: () => Promise<string>;
}> {
  const path = join(await tempDir(), 'token');
  await writeFile(path, first, { mode: 0o600 });
  const provider = tokenFileProvider(path, { origin: 'atlas:production', now: () => new Date(now), logger });
  const token = async (): Promise<string> => {
    const credential = await provider.current();
    return credential.kind === 'token' ? credential.token.reveal() : '';
  };
  return { path, provider, token };
}

describe('tokenFileProvider', () => {
  it('gives the same credential as long as the file is the same', async () => {
    const { provider } = await followed();
    expect(await provider.current()).toBe(await provider.current());
  });

  it('uses a token renewed by rename at the next call', async () => {
    const { path, token } = await followed();
    expect(await token()).toBe(first);
    await writeFile(`${path}.new`, `${second}\n`);
    await rename(`${path}.new`, path);
    expect(await token()).toBe(second);
  });

  it('uses a token written over the old one, of the same length', async () => {
    const { path, token } = await followed();
    expect(await token()).toBe(first);
    expect(second).toHaveLength(first.length);
    await writeFile(path, second);
    expect(await token()).toBe(second);
  });

  it('reads again when only the time of the file has changed', async () => {
    const { path, provider } = await followed();
    const before = await provider.current();
    await utimes(path, 1, 1);
    const after = await provider.current();
    expect(after).not.toBe(before);
  });

  it.each([
    ['missing', (path: string): Promise<void> => rm(path)],
    ['empty', (path: string): Promise<void> => writeFile(path, '')],
    [
      'half written',
      (path: string): Promise<void> => writeFile(path, second.slice(0, second.lastIndexOf('.') - 7) + '.x'),
    ],
  ])('keeps a valid token while the file is %s', async (_, spoil) => {
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (__: unknown, message: string) => void warnings.push(message) };
    const { path, token } = await followed('2026-11-02T11:59:59Z', logger);
    expect(await token()).toBe(first);
    await spoil(path);
    expect(await token()).toBe(first);
    expect(warnings).toEqual(['token file cannot be read, using the token read before']);
    await writeFile(path, second, { mode: 0o600 });
    expect(await token()).toBe(second);
  });

  it('does not keep a token that has expired', async () => {
    const { path, provider, token } = await followed('2026-11-02T12:00:01Z');
    expect(await token()).toBe(first);
    await rm(path);
    await expect(provider.current()).rejects.toMatchObject({ errorName: 'NO_PROXY' });
  });

  it('rejects when there never was a token', async () => {
    const provider = tokenFileProvider(join(await tempDir(), 'token'), { origin: 'atlas:production' });
    await expect(provider.current()).rejects.toMatchObject({ errorName: 'NO_PROXY' });
  });
});
