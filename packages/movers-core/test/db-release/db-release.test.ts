import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { dbReleaseVersion, localDbRelease } from '../../src/index.ts';

it.each([
  ['DBRelease-7.8.1.tar.gz', '7.8.1'],
  ['DBRelease-31.8.10.1.tar.gz', '31.8.10.1'],
  ['DBRelease-7.8.tar.gz', undefined],
  ['DBRelease-../../etc.tar.gz', undefined],
  ['xDBRelease-7.8.1.tar.gz', undefined],
  ['DBRelease-7.8.1.tar.gz.1', undefined],
])('%s holds version %s', (lfn, version) => {
  expect(dbReleaseVersion(lfn)).toBe(version);
});

describe('localDbRelease', () => {
  const lfn = 'DBRelease-7.8.1.tar.gz';

  it('is the installation in the software area, the first of two', async () => {
    const area = await tree({ 'database/DBRelease/7.8.1/file': '' });
    const release = { version: '7.8.1', directory: join(area, 'database/DBRelease/7.8.1') };
    expect(await localDbRelease(lfn, { VO_ATLAS_SW_DIR: area })).toEqual(release);
    expect(await localDbRelease(lfn, { VO_ATLAS_SW_DIR: '/nowhere', OSG_APP: area })).toEqual(release);
  });

  it('is none for another version, another file, without an area, or where the site wants a copy', async () => {
    const area = await tree({ 'database/DBRelease/7.8.1/file': '', 'database/DBRelease/7.8.2': 'a file' });
    expect(await localDbRelease('DBRelease-7.8.2.tar.gz', { OSG_APP: area })).toBeUndefined();
    expect(await localDbRelease('events.root', { OSG_APP: area })).toBeUndefined();
    expect(await localDbRelease(lfn, {})).toBeUndefined();
    expect(await localDbRelease(lfn, { OSG_APP: '.' })).toBeUndefined();
    expect(await localDbRelease(lfn, { OSG_APP: area, ATLAS_DBREL_DWNLD: '1' })).toBeUndefined();
  });
});
