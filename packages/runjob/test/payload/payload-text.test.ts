import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeFifo, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { tailOf, textOf } from '../../src/payload/payload-text.ts';

describe('payload text', () => {
  it('is read whole up to a size, or from its end', async () => {
    const work = await tree({ a: '0123456789' });
    expect(tailOf(join(work, 'a'), 3)).toBe('789');
    expect(tailOf(join(work, 'a'), 30)).toBe('0123456789');
    expect(textOf(join(work, 'a'), 10)).toBe('0123456789');
    expect(textOf(join(work, 'a'), 9)).toBeUndefined();
  });

  it('is nothing for a link, a FIFO, a directory, a file that is not there', async () => {
    const work = await tree({ a: 'x', 'd/b': 'y' });
    symlinkSync(join(work, 'a'), join(work, 'link'));
    makeFifo(join(work, 'fifo'));
    chmodSync(join(work, 'fifo'), 0o666);
    for (const name of ['link', 'fifo', 'd', 'absent']) {
      expect(tailOf(join(work, name), 9)).toBe('');
      expect(textOf(join(work, name), 9)).toBeUndefined();
    }
  });
});
