import { describe, expect, it } from 'vitest';
import { pilot3Environment } from '../../src/older-pilots/pilot3-environment.ts';

function read(env: Record<string, string>, files: readonly string[] = [], directories: readonly string[] = []) {
  return pilot3Environment(
    { env, cwd: '/start', uid: 7, isDirectory: () => false, isFile: (path) => files.includes(path) },
    directories,
  );
}

describe('pilot3Environment', () => {
  it('takes the lifetime over the command line, if it is one', () => {
    expect(read({ PANDAPILOT_LIFETIME: '3600' }).flags).toEqual({ lifetime: '3600' });
    expect(read({ PANDAPILOT_LIFETIME: 'long' }).flags).toEqual({});
  });

  it('looks for a token beside the proxy, where the pilot started, in its work directory and at home', () => {
    const env = {
      PANDA_AUTH_TOKEN: 'token',
      PANDA_AUTH_ORIGIN: 'atlas.pilot',
      X509_USER_PROXY: '/p/x509',
      HOME: '/home/p',
    };
    const place = (...files: string[]): unknown => read(env, files, ['/work']).defaults.tokenFile;
    expect(place('/p/token', '/start/token')).toBe('/p/token');
    expect(place('/start/token', '/work/token')).toBe('/start/token');
    expect(place('/work/token', '/home/p/token')).toBe('/work/token');
    expect(place('/home/p/token')).toBe('/home/p/token');
    expect(place()).toBe('/p/token');
    expect(read(env).defaults.tokenOrigin).toBe('atlas.pilot');
  });

  it('prefers the renewed token, and today’s names to the older ones', () => {
    const env = {
      OIDC_REFRESHED_AUTH_TOKEN: '/new',
      OIDC_AUTH_TOKEN: '/first',
      PANDA_AUTH_TOKEN: '/old',
      OIDC_AUTH_ORIGIN: 'o',
    };
    expect(read(env, ['/new', '/first', '/old']).defaults.tokenFile).toBe('/new');
    expect(read(env, ['/first', '/old']).defaults.tokenFile).toBe('/first');
  });

  it('knows the key for which the server renews the token', () => {
    const env = { OIDC_AUTH_TOKEN: '/token', OIDC_AUTH_ORIGIN: 'o', PANDA_AUTH_TOKEN_KEY: 'key', HOME: '/home/p' };
    expect(read(env, ['/token', '/home/p/key']).defaults.tokenKeyFile).toBe('/home/p/key');
  });

  it('has no token without an origin', () =>
    expect(read({ OIDC_AUTH_TOKEN: '/token' }, ['/token']).defaults).toEqual({}));
});
