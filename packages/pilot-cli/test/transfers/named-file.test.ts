import { describe, expect, it } from 'vitest';
import { namedFile } from '../../src/transfers/named-file.ts';

const place = { cwd: '/home/jane', ofQueue: true };

describe('a file that a person names', () => {
  it.each([
    ['root://host:1094//atlas/rucio/EVNT.root', 'root://host:1094//atlas/rucio/EVNT.root', 'EVNT.root'],
    ['davs://host/a%20b?authz=1', 'davs://host/a%20b?authz=1', 'a b'],
    ['srm://host:8443/srm/managerv2?SFN=/atlas/x.root', 'srm://host:8443/srm/managerv2?SFN=/atlas/x.root', 'x.root'],
    ['data/a.root', 'file:///home/jane/data/a.root', 'a.root'],
    ['/data/100%.root', 'file:///data/100%25.root', '100%.root'],
    ['./mc16:a.root', 'file:///home/jane/mc16:a.root', 'mc16:a.root'],
  ])('%s is a URL', (word, href, lfn) => {
    expect(namedFile(word, place)).toEqual({ kind: 'url', url: new URL(href), lfn });
  });

  it('is looked for by scope and name where there is a queue, and is a path elsewhere', () => {
    expect(namedFile('mc16:a.root', place)).toEqual({ kind: 'did', scope: 'mc16', lfn: 'a.root' });
    expect(namedFile('mc16:a.root', { ...place, ofQueue: false })).toMatchObject({ lfn: 'mc16:a.root' });
  });

  it.each(['root://host//directory/', 'root://host', 'root://host/%0a', 'http://[', '/'])('%s is none', (word) => {
    expect(() => namedFile(word, place)).toThrow(/names no file|is no URL/);
  });
});
