import { describe, expect, it } from 'vitest';
import { gfalCopy, srmcp } from '../src/index.ts';

describe('the settings of a site', () => {
  it.each([
    [{ spaceToken: '-x' }, 'spaceToken'],
    [{ turlProtocols: 'gsiftp' }, 'turlProtocols'],
    [{ turlProtocols: ['gsiftp;file'] }, 'turlProtocols'],
    [{ vo: '' }, 'vo'],
    [{ setup: 'relative.sh' }, 'setup'],
  ])('are refused where they are wrong: %j', (settings, name) => {
    expect(() => srmcp.parseOptions(settings)).toThrow(`copytool srmcp: ${name} is`);
  });

  it('may all be left out', () => {
    expect(gfalCopy.parseOptions(undefined)).toMatchObject({
      turlProtocols: [],
      vo: 'atlas',
      checksums: ['adler32', 'md5'],
    });
    const settings = { spaceToken: 'ATLASDATADISK', turlProtocols: ['gsiftp'], vo: 'dteam' };
    expect(gfalCopy.parseOptions(settings)).toMatchObject(settings);
  });
});
