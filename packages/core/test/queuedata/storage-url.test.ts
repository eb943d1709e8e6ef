import { expect, it } from 'vitest';
import { rucioPath, storageUrl } from '../../src/index.ts';

const srm = 'srm://h.example:8443/srm/managerv2?SFN=';

it.each([
  [srm, '/pnfs/a', 'x', `${srm}/pnfs/a/x`],
  ['root://h.example:1094/', '/a/', '/x', 'root://h.example:1094/a/x'],
  ['root://h.example:1094', 'a', 'b/x', 'root://h.example:1094/a/b/x'],
  [`token:DATADISK:${srm}^http://h.example/ddm`, '/pnfs/a', 'x', `${srm}/pnfs/a/x`],
  ['/mnt/se', '', 'x', '/mnt/se/x'],
  ['davs://h.example', '/atlas/rucio', 'rucio/mc/aa/bb/x', 'davs://h.example/atlas/rucio/mc/aa/bb/x'],
  ['davs://h.example', '/atlas/rucio/', 'rucio/mc/aa/bb/x', 'davs://h.example/atlas/rucio/mc/aa/bb/x'],
  ['davs://h.example', '/atlas', 'rucio/mc/aa/bb/x', 'davs://h.example/atlas/rucio/mc/aa/bb/x'],
])('joins %s, %s and %s', (endpoint, directory, path, url) => {
  expect(storageUrl({ endpoint, directory, path })).toBe(url);
});

it('forms the SURL of a file in a deterministic storage', () => {
  const path = rucioPath('mc12_8TeV', 'EVNT.01.root');
  expect(storageUrl({ endpoint: srm, directory: '/pnfs/datadisk/rucio', path })).toMatch(
    /SFN=\/pnfs\/datadisk\/rucio\/mc12_8TeV\/[0-9a-f]{2}\/[0-9a-f]{2}\/EVNT\.01\.root$/,
  );
});
