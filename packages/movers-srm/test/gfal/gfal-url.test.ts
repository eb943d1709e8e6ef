import { describe, expect, it } from 'vitest';
import { gfalUrl } from '../../src/gfal/gfal-url.ts';

const service = 'srm://se:8443/srm/managerv2?SFN=';

describe('a URL for gfal2', () => {
  it.each([
    [`${service}/atlas/a%20b%25c`, [], `${service}/atlas/a%20b%25c`],
    [`${service}/atlas/a+b&c=d`, [], `${service}/atlas/a%2Bb%26c%3Dd`],
    [`${service}/atlas/50%`, [], `${service}/atlas/50%25`],
    ['srm://se/atlas/file', [{ from: 'srm://se', to: service }], `${service}/atlas/file`],
    ['srm://se/atlas/file', [], 'srm://se/atlas/file'],
    ['gsiftp://host:2811/a%20b', [], 'gsiftp://host:2811/a%20b'],
    ['davs://host/a%20b', [], 'davs://host/a%20b'],
    ['file:///tmp/a%20b%25', [], 'file:///tmp/a b%'],
    ['root://host//a%20b?x=y', [], 'root://host//a b?x=y'],
    ['srm://se/atlas/f', [{ from: 'srm://se', to: 'davs://door' }], 'davs://door/atlas/f'],
  ])('%s %j', (surl, prefixes, expected) => expect(gfalUrl(new URL(surl), prefixes)).toBe(expected));

  it.each([
    'rfio://host/file',
    `${service}/ünï`,
    `${service}/a%0Ab`,
    `${service}/%C3%BC`,
    'srm://se',
    'file:///a%0Ab',
    'root://host//a%3Fb',
  ])('%s is none', (surl) => {
    expect(() => gfalUrl(new URL(surl), [])).toThrow(expect.objectContaining({ kind: 'unsupported' }));
  });
});
