import { describe, expect, it } from 'vitest';
import { directoryOf, placeOf } from '../../src/dav/place.ts';

describe('the URL behind a SURL', () => {
  const prefixes = [{ from: 'srm://dc.org', to: 'davs://door.org:2880' }];
  it.each([
    ['davs://door:443/a/b', 'https://door/a/b'],
    ['dav://door/a', 'http://door/a'],
    ['https://door:8443//a//b', 'https://door:8443//a//b'],
    ['davs://door/a%20b%25c+d&e=f', 'https://door/a%20b%25c+d&e=f'],
    ['davs://door/50%/x', 'https://door/50%25/x'],
    ['davs://door/a#b', 'https://door/a%23b'],
    ['davs://door/a\\b', 'https://door/a%5Cb'],
    ['davs://door/ünï', 'https://door/%C3%BCn%C3%AF'],
    ['davs://door/a?authz=x', 'https://door/a?authz=x'],
    ['davs://[::1]:8443/a', 'https://[::1]:8443/a'],
    ['srm://dc.org:8443/srm/managerv2?SFN=/pnfs/x', 'https://door.org:2880/pnfs/x'],
  ])('%s is %s', (surl, expected) => {
    expect(placeOf(new URL(surl), prefixes).href).toBe(expected);
  });

  it.each([
    'root://host//a',
    'srm://other/a',
    'file:///etc/passwd',
    'davs://door/a/',
    'davs://door',
    'davs://me:secret@door/a',
    'davs://door/what%3F',
  ])('%s is none', (surl) => {
    expect(() => placeOf(new URL(surl), prefixes)).toThrow(expect.objectContaining({ kind: 'unsupported' }));
  });

  it('has a directory, up to the root', () => {
    expect(directoryOf(new URL('https://door/a/b/c?x'))?.href).toBe('https://door/a/b/');
    expect(directoryOf(new URL('https://door/a/b/'))?.href).toBe('https://door/a/');
    expect(directoryOf(new URL('https://door/a'))).toBeUndefined();
  });
});
