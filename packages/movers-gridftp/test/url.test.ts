import { describe, expect, it } from 'vitest';
import { fileUrlOf, placeOf, urlOf } from '../src/url.ts';

describe('the URL behind a SURL', () => {
  const prefixes = [{ from: 'srm://se.test', to: 'gsiftp://door.test:2811' }];
  it.each([
    ['gsiftp://host/data/file', [], 'gsiftp://host/data/file'],
    ['gridftp://host:2811//data/file', [], 'gsiftp://host:2811/data/file'],
    ['gsiftp://host/a%20b%25c%2B*[x]', [], 'gsiftp://host/a%20b%25c%2B%2A%5Bx%5D'],
    ['gsiftp://host/50%', [], 'gsiftp://host/50%25'],
    ['gsiftp://host/a?b#c', [], 'gsiftp://host/a%3Fb%23c'],
    ['gsiftp://host/a/../b', [], 'gsiftp://host/b'],
    ['srm://se:8443/srm/managerv2?SFN=/data/file', [], 'gsiftp://se/data/file'],
    ['srm://se:8443/data/file', [], 'gsiftp://se/data/file'],
    ['srm://se.test:8443/srm/managerv2?SFN=/data/file', prefixes, 'gsiftp://door.test:2811/data/file'],
  ])('%s %j', (surl, pairs, expected) => {
    expect(urlOf(placeOf(new URL(surl), pairs))).toBe(expected);
  });

  it.each([
    'root://host//file',
    'file:///file',
    'gsiftp:///file',
    'gsiftp://host/a%2Fb',
    'gsiftp://host/a%0D%0ADELE%20b',
    'srm://se/srm/managerv2?SFN=/a%0Ab',
  ])('%s is none', (surl) => {
    expect(() => placeOf(new URL(surl), [])).toThrow(expect.objectContaining({ kind: 'unsupported' }));
  });

  it('of a local path has nothing in it that a tool would expand', () => {
    expect(fileUrlOf('/a b/[c]*?"$(x)')).toBe('file:///a%20b/%5Bc%5D%2A%3F%22%24%28x%29');
  });
});
