import { describe, expect, it } from 'vitest';
import { destinationPath, parseQueuedata, spaceTokenFor, storageEndpoint } from '../../src/index.ts';
import { storagePaths } from '../../src/queuedata/storage-path.ts';
import { read } from './read.ts';

describe('storagePaths', () => {
  it.each([
    ['/a', ['/a']],
    ['/a,/b/y', ['/a', '/b/y']],
    ['/a/[x,y]/tail', ['/a/x/tail', '/a/y/tail']],
    ['/a/[x, y],/b', ['/a/x', '/a/y', '/b']],
    ['/[a,b]/[c,d]', ['/a/c', '/a/d', '/b/c', '/b/d']],
    ['/a/[]/b', ['/a//b']],
  ])('expands %j', (text, paths) => {
    expect(read(storagePaths, text)).toEqual(paths);
  });

  it.each(['/a/[x,y', '/a/x]', '/a/[x,[y]]', ']['])('refuses %j', (text) => {
    expect(() => read(storagePaths, text)).toThrow('has a bracket without its other half');
  });

  it('refuses a text that stands for thousands of paths before it expands it', () => {
    expect(() => read(storagePaths, '[a,b]'.repeat(60))).toThrow('stands for more than 1000 paths');
  });
});

const fields = {
  nickname: 'Q',
  setokens: 'DATADISK,SCRATCHDISK',
  seprodpath: '/prod/[datadisk,scratchdisk]/rucio',
  sepath: '/user/one,/user/scratchdisk/two,/user/three',
  se: 'token:DATADISK:srm://first.example,srm://second.example',
  seopt: 'srm://data.example,token:SCRATCHDISK:srm://scratch.example',
};

function queue(changes: Readonly<Record<string, unknown>> = {}) {
  return parseQueuedata(JSON.stringify({ ...fields, ...changes }));
}

describe('destinationPath', () => {
  it('takes the first path without a token', () => {
    expect(destinationPath(queue(), { production: true })).toBe('/prod/datadisk/rucio');
    expect(destinationPath(queue(), { production: false })).toBe('/user/one');
  });

  it('takes the path at the position of the token where there are as many paths', () => {
    const swapped = queue({ seprodpath: '/prod/scratchdisk,/prod/datadisk' });
    expect(destinationPath(swapped, { production: true, token: 'DATADISK' })).toBe('/prod/scratchdisk');
    expect(destinationPath(queue(), { production: true, token: 'SCRATCHDISK' })).toBe('/prod/scratchdisk/rucio');
  });

  it('takes the first path that contains the token in lower case where there are not', () => {
    expect(destinationPath(queue(), { production: false, token: 'SCRATCHDISK' })).toBe('/user/scratchdisk/two');
  });

  it('falls back to the paths of the other kind', () => {
    expect(destinationPath(queue(), { production: false, token: 'DATADISK' })).toBe('/prod/datadisk/rucio');
    expect(destinationPath(queue({ seprodpath: null }), { production: true })).toBe('/user/one');
    expect(destinationPath(queue({ sepath: '' }), { production: false })).toBe('/prod/datadisk/rucio');
  });

  it('has none for a token that nobody knows, and none where there are no paths', () => {
    expect(destinationPath(queue(), { production: true, token: 'TAPE' })).toBeUndefined();
    expect(destinationPath(queue({ sepath: '', seprodpath: '' }), { production: true })).toBeUndefined();
  });
});

describe('spaceTokenFor', () => {
  it('is one of the queue: the one that is asked for, else that of the first se', () => {
    expect(spaceTokenFor(queue(), 'scratchdisk')).toBe('SCRATCHDISK');
    expect(spaceTokenFor(queue(), 'dst:ELSEWHERE')).toBe('DATADISK');
    expect(spaceTokenFor(queue())).toBe('DATADISK');
    expect(spaceTokenFor(queue({ setokens: '', se: 'srm://first.example' }), 'DATADISK')).toBeUndefined();
  });
});

describe('storageEndpoint', () => {
  it('is the item of seopt at the position of the token', () => {
    expect(storageEndpoint(queue(), 'SCRATCHDISK')).toBe('srm://scratch.example');
    expect(storageEndpoint(queue(), 'DATADISK')).toBe('srm://data.example');
  });

  it('is the first se otherwise', () => {
    expect(storageEndpoint(queue())).toBe('srm://first.example');
    expect(storageEndpoint(queue(), 'TAPE')).toBe('srm://first.example');
    expect(storageEndpoint(queue({ seopt: 'srm://data.example' }), 'SCRATCHDISK')).toBe('srm://first.example');
    expect(storageEndpoint(queue({ se: null }))).toBeUndefined();
  });
});
