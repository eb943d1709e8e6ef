import { describe, expect, it } from 'vitest';
import { davs } from '../../src/index.ts';

describe('the settings of a WebDAV copytool', () => {
  it('have defaults', () => {
    expect(davs.parseOptions({ unknown: 1 })).toEqual({
      credential: 'any',
      trust: 'grid',
      copyPrefix: [],
      copyPrefixIn: [],
      checksums: ['adler32', 'md5'],
      environment: {},
      parallel: 4,
      stallMs: 120_000,
      put: 'direct',
      tokenHosts: [],
      plainRedirects: 'refuse',
    });
    expect(davs.parseOptions(undefined)).toMatchObject({ parallel: 4 });
  });

  it.each([
    [{ checksums: ['sha1'] }, 'checksums is ["sha1"], it must be a list of adler32, md5, crc32c'],
    [{ parallel: 0 }, 'parallel is 0, it must be a whole number from 1 to 128'],
    [{ stallSeconds: '9' }, 'stallSeconds is "9"'],
    [{ put: 'fast' }, 'put is "fast", it must be "direct" or "part"'],
    [{ caDirectory: 'certificates' }, 'caDirectory is "certificates", it must be an absolute path'],
    [{ tokenHosts: 'all' }, 'tokenHosts is "all", it must be a list of texts'],
    [{ copyPrefix: [1] }, 'copyPrefix is [1], it must be a list of pairs {from, to}'],
    [{ credential: 'password' }, 'credential is "password"'],
  ])('%j is refused', (raw, words) => {
    expect(() => davs.parseOptions(raw)).toThrow(words);
  });
});
