import { describe, expect, it } from 'vitest';
import { placeOf, urlOf } from '../src/url.ts';

describe('the URL behind a SURL', () => {
  const eos = [{ from: 'srm://srm-eos.cern.ch', to: 'root://eos.cern.ch/' }];
  it.each([
    ['root://host//path/file', [], 'root://host//path/file'],
    ['root://host:1094/path/file', [], 'root://host:1094//path/file'],
    ['xroot://host///path//file', [], 'xroot://host//path//file'],
    ['roots://user@host//file', [], 'roots://user@host//file'],
    ['root://[::1]:1094//file', [], 'root://[::1]:1094//file'],
    ['root://host//a%20b%25c%2B+', [], 'root://host//a b%c++'],
    ['root://host//50%', [], 'root://host//50%'],
    ['root://host//a#b', [], 'root://host//a#b'],
    ['root://host//file?oss.cgroup=a%20b', [], 'root://host//file?oss.cgroup=a%20b'],
    ['root://host//a/../b', [], 'root://host//b'],
    ['srm://srm-eos.cern.ch/eos/atlas/file', eos, 'root://eos.cern.ch//eos/atlas/file'],
    ['srm://srm-eos.cern.ch:8443/srm/v2/server?SFN=/eos/atlas/file', eos, 'root://eos.cern.ch//eos/atlas/file'],
    ['root://eos.cern.ch//eos/file', eos, 'root://eos.cern.ch//eos/file'],
    [
      'srm://dc:8443/srm/managerv2?SFN=/pnfs/x',
      [{ from: 'srm://dc', to: 'root://door:1096' }],
      'root://door:1096//pnfs/x',
    ],
  ])('%s %j', (surl, prefixes, expected) => {
    expect(urlOf(placeOf(new URL(surl), prefixes))).toBe(expected);
  });

  it.each([
    ['https://host/file', []],
    ['srm://host/file', []],
    ['file:///file', []],
    ['srm://srm-eos.cern.ch/eos/file', [{ from: 'srm://srm-eos.cern.ch', to: 'nonsense' }]],
    ['root:///file', []],
    ['root://host//what%3F', []],
    ['root://host//a%2Fb', []],
    ['root://host//new%0Aline', []],
  ])('%s %j is none', (surl, prefixes) => {
    expect(() => placeOf(new URL(surl), prefixes)).toThrow(expect.objectContaining({ kind: 'unsupported' }));
  });
});
