import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PilotError, silentLogger } from '@panda-pilot/core';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it, vi } from 'vitest';
import {
  type Credential,
  type CredentialProvider,
  fixedCredential,
  parseBearerToken,
  readProxy,
  type RenewalOptions,
  renewingProvider,
  secret,
} from '../src/index.ts';
import { createGrid, hours } from './proxy/grid.ts';
import { jwt } from './tokens.ts';

/** A token that ends so many seconds after the clock of these tests began. */
const token = (endsAt: number): string => jwt({ exp: endsAt });
const read = (text: string): Credential => parseBearerToken(text, { place: 'the token', origin: 'atlas:production' });

interface Scene {
  readonly clock: { seconds: number };
  readonly fetch: ReturnType<typeof vi.fn<RenewalOptions['fetch']>>;
  readonly warn: ReturnType<typeof vi.fn>;
  /** When the credential ends that is given at this moment. */
  readonly ends: () => Promise<number>;
  readonly settled: () => Promise<void>;
}

function scene(base: CredentialProvider, options: Partial<RenewalOptions> = {}): Scene {
  const clock = { seconds: 0 };
  const fetch = vi.fn<RenewalOptions['fetch']>(async () => secret(token(clock.seconds + 14_400)));
  const warn = vi.fn();
  const provider = renewingProvider(base, {
    fetch,
    read: (text) => read(text.reveal()),
    now: () => new Date(clock.seconds * 1000),
    random: () => 0.5,
    logger: { ...silentLogger, warn },
    ...options,
  });
  const ends = async (): Promise<number> => {
    const credential = await provider.current();
    return credential.kind === 'none' ? 0 : (credential.expiresAt?.getTime() ?? 0) / 1000;
  };
  return { clock, fetch, warn, ends, settled: () => provider.settled() };
}

const held = (endsAt: number): CredentialProvider => fixedCredential(read(token(endsAt)));

describe('renewingProvider', () => {
  it('leaves a credential alone that lasts', async () => {
    const { clock, fetch, ends } = scene(held(14_400));
    expect(await ends()).toBe(14_400);
    clock.seconds = 7100;
    expect(await ends()).toBe(14_400);
    expect(fetch).not.toHaveBeenCalled();
  });

  it('renews one that has two hours left, and waits for nothing', async () => {
    const { clock, fetch, ends, settled } = scene(held(14_400));
    await ends();
    clock.seconds = 7300;
    let give = (): void => undefined;
    fetch.mockImplementationOnce(async () => {
      await new Promise<void>((resolve) => (give = resolve));
      return secret(token(21_700));
    });
    expect(await ends()).toBe(14_400);
    expect(await ends()).toBe(14_400);
    give();
    await settled();
    expect(await ends()).toBe(21_700);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('renews a short one half-way', async () => {
    const { clock, fetch, ends, settled } = scene(held(3600));
    await ends();
    clock.seconds = 1700;
    await ends();
    expect(fetch).not.toHaveBeenCalled();
    clock.seconds = 1900;
    await ends();
    await settled();
    expect(await ends()).toBe(1900 + 14_400);
  });

  it('renews at the time that it is told', async () => {
    const { clock, fetch, ends } = scene(held(3600), { renewBeforeSeconds: 60 });
    clock.seconds = 3500;
    await ends();
    expect(fetch).not.toHaveBeenCalled();
    clock.seconds = 3550;
    await ends();
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it.each<[string, () => Promise<ReturnType<typeof secret>>]>([
    ['a server that is down', async () => Promise.reject(new Error('down'))],
    ['a token that is none', async () => secret('<html>')],
    ['a token that lasts no longer', async () => secret(token(3600))],
  ])('goes on with the old one after %s, and tries again in a minute', async (_, fetched) => {
    const { clock, fetch, warn, ends, settled } = scene(held(3600), { renewBeforeSeconds: 3600 });
    fetch.mockImplementationOnce(fetched);
    clock.seconds = 1;
    await ends();
    await settled();
    expect(warn).toHaveBeenCalledTimes(1);
    clock.seconds = 60;
    expect(await ends()).toBe(3600);
    expect(fetch).toHaveBeenCalledTimes(1);
    clock.seconds = 62;
    await ends();
    await settled();
    expect(await ends()).toBe(62 + 14_400);
  });

  it('takes what somebody else has renewed, if that lasts longer', async () => {
    let given = read(token(3600));
    const { clock, ends, settled } = scene({ current: async () => given }, { renewBeforeSeconds: 3600 });
    clock.seconds = 1;
    await ends();
    await settled();
    expect(await ends()).toBe(14_401);
    given = read(token(20_000));
    expect(await ends()).toBe(20_000);
  });

  it('outlives the file that the first one came from, and then says why there is none', async () => {
    let isGone = false;
    const base: CredentialProvider = {
      current: async () => {
        if (isGone) throw new PilotError('NO_PROXY', 'gone');
        return read(token(3600));
      },
    };
    const { clock, fetch, ends, settled } = scene(base, { renewBeforeSeconds: 3600 });
    clock.seconds = 1;
    await ends();
    await settled();
    isGone = true;
    fetch.mockRejectedValue(new Error('down'));
    clock.seconds = 14_000;
    expect(await ends()).toBe(14_401);
    clock.seconds = 14_402;
    await expect(ends()).rejects.toMatchObject({ code: 1163 });
  });

  it('leaves a credential alone that never ends', async () => {
    const { clock, fetch, ends } = scene(fixedCredential(read('opaque')));
    clock.seconds = 1e9;
    await ends();
    expect(fetch).not.toHaveBeenCalled();
  });

  it('keeps the renewed one in a file of its own, for its owner alone', async () => {
    const path = join(await tempDir(), 'renewed');
    const { clock, ends, settled } = scene(held(3600), { renewBeforeSeconds: 3600, path });
    clock.seconds = 1;
    await ends();
    await settled();
    expect(await readFile(path, 'utf8')).toBe(token(14_401));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('uses the renewed one also when its file cannot be written', async () => {
    const path = join(await tempDir(), 'no/such/directory');
    const { clock, fetch, warn, ends, settled } = scene(held(3600), { renewBeforeSeconds: 3600, path });
    clock.seconds = 1;
    await ends();
    await settled();
    expect(await ends()).toBe(14_401);
    expect(warn).toHaveBeenCalledTimes(1);
    await mkdir(dirname(path), { recursive: true });
    clock.seconds = 200;
    await ends();
    await settled();
    expect(await readFile(path, 'utf8')).toBe(token(14_401));
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('is tried again at once when the clock was set back', async () => {
    const { clock, fetch, ends, settled } = scene(held(3600), { renewBeforeSeconds: 36_000 });
    fetch.mockRejectedValueOnce(new Error('down'));
    clock.seconds = 3000;
    for (const seconds of [3000, 3001, 1]) {
      clock.seconds = seconds;
      await ends();
      await settled();
    }
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('counts a proxy by its VOMS attributes', async () => {
    const { user, voms } = createGrid();
    const proxy = (attributesEnd: number): string =>
      user.delegate({ attributes: [voms.attributes(user, { notAfter: hours(attributesEnd) })] }).file();
    const fetch = vi.fn(async () => secret(proxy(50)));
    const provider = renewingProvider(fixedCredential(await readProxy(proxy(1))), {
      fetch,
      read: (text) => readProxy(text.reveal()),
      renewBeforeSeconds: 7200,
    });
    await provider.current();
    await provider.settled();
    expect(await provider.current()).toMatchObject({ attributes: [{ expiresAt: hours(50) }] });
  });
});
