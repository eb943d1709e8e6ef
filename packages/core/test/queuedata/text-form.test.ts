import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTextForm } from '../../src/queuedata/text-form.ts';

describe('readTextForm', () => {
  it.each([
    ['a=1|b=2', { a: '1', b: '2' }],
    ['a=1|b=2|', { a: '1', b: '2' }],
    ['a=|b=2', { a: '', b: '2' }],
    ['a=1\nb=2\r\nc=3', { a: '1', b: '2', c: '3' }],
    ['appdir=/sw|nightlies^/n|status=online', { appdir: '/sw|nightlies^/n', status: 'online' }],
    ['a=x||y|b=2', { a: 'x||y', b: '2' }],
    ['environ=X=1 Y=2|b=2', { environ: 'X=1 Y=2', b: '2' }],
    [' a = 1 | b = 2 ', { a: '1', b: '2' }],
    ['a=1|a=1', { a: '1' }],
    ['', {}],
  ])('reads %j', (text, fields) => {
    expect(readTextForm(text)).toEqual({ fields, mistakes: [] });
  });

  it.each([
    ['nonsense', [{ path: [], value: 'nonsense', problem: 'is not name=value' }]],
    ['=1|b=2', [{ path: [], value: '=1', problem: 'is not name=value' }]],
    ['a b=1', [{ path: [], value: 'a b=1', problem: 'is not name=value' }]],
    ['root:x:0\nbin:x:1\n', [{ path: [], problem: 'is neither JSON nor name=value|name=value' }]],
    ['a=1|a=2', [{ path: ['a'], value: '2', problem: 'comes after "1"' }]],
  ])('complains about %j', (text, mistakes) => {
    expect(readTextForm(text).mistakes).toEqual(mistakes);
  });

  it('brings back every value that has no equals sign', () => {
    const value = fc.stringMatching(/^[^=\r\n|][^=\r\n]*[^=\r\n|]$/).filter((text) => text.trim() === text);
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z][a-z_]{0,8}$/), value, { minKeys: 1 }), (fields) => {
        const text = Object.entries(fields)
          .map(([name, value]) => `${name}=${value}`)
          .join('|');
        expect(readTextForm(text)).toEqual({ fields: { ...fields }, mistakes: [] });
      }),
    );
  });
});
