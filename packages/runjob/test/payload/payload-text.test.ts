import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { headOf, plainText, tailOf, textOf } from '../../src/payload/payload-text.ts';

describe('payload text', () => {
  it('is read whole up to a size, or from either end', async () => {
    const work = await tree({ a: '0123456789' });
    expect(tailOf(join(work, 'a'), 3)).toBe('789');
    expect(tailOf(join(work, 'a'), 30)).toBe('0123456789');
    expect(headOf(join(work, 'a'), 3).toString()).toBe('012');
    expect(headOf(join(work, 'a'), 30).toString()).toBe('0123456789');
    expect(textOf(join(work, 'a'), 10)).toBe('0123456789');
    expect(textOf(join(work, 'a'), 9)).toBeUndefined();
  });

  it('is plain for people', () => {
    expect(plainText('\u001B[31;1mFATAL\u001B[0m no\tdata\r\n10 %\r20 %\u001B[K\rdone\u0007\u001B\n')).toBe(
      'FATAL no\tdata\n10 %\n20 %\ndone\uFFFD\uFFFD\n',
    );
  });

  it('is nothing where there is no file of the payload', async () => {
    const work = await tree({ a: 'x' });
    symlinkSync(join(work, 'a'), join(work, 'link'));
    expect(tailOf(join(work, 'link'), 9)).toBe('');
    expect(textOf(join(work, 'link'), 9)).toBeUndefined();
    expect(headOf(join(work, 'link'), 9)).toHaveLength(0);
  });
});
