import { describe, expect, it } from 'vitest';
import { readStorageElement, storageElements } from '../../src/queuedata/storage-element.ts';
import { read } from './read.ts';

const endpoint = 'srm://h.example:8443/srm/managerv2?SFN=';

describe('storageElements', () => {
  it.each([
    [endpoint, [{ endpoint }]],
    [`token:PRODDISK:${endpoint}`, [{ token: 'PRODDISK', endpoint }]],
    [
      `${endpoint}^http://h.example/ddm, token:X:${endpoint},`,
      [
        { endpoint, ddm: 'http://h.example/ddm' },
        { token: 'X', endpoint },
      ],
    ],
    ['/pnfs/h.example', [{ endpoint: '/pnfs/h.example' }]],
  ])('reads %j', (text, elements) => {
    expect(read(storageElements, text)).toEqual(elements);
  });

  it.each(['token:PRODDISK', 'token:PRODDISK:', '^http://h.example/ddm'])('refuses %j', (text) => {
    expect(() => read(storageElements, text)).toThrow('has an item without an endpoint');
  });
});

describe('readStorageElement', () => {
  it('says undefined of nothing', () => {
    expect(readStorageElement(' ')).toBeUndefined();
  });
});
