import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeFifo, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { lookAtOutput } from '../../src/staging/payload-file.ts';

describe('lookAtOutput', () => {
  it('tells a good file from one that is not there', async () => {
    const root = await tree({ good: 'x' });
    expect(lookAtOutput(join(root, 'good'))).toBe('good');
    expect(lookAtOutput(join(root, 'absent'))).toBe('absent');
  });

  it('refuses links, directories, FIFOs, and files with a second name', async () => {
    const root = await tree({ good: 'x', twice: 'x' });
    symlinkSync('good', join(root, 'link'));
    mkdirSync(join(root, 'folder'));
    makeFifo(join(root, 'fifo'));
    linkSync(join(root, 'twice'), join(root, 'again'));
    for (const [name, words] of [
      ['link', 'a symbolic link'],
      ['folder', 'a directory'],
      ['fifo', 'a FIFO'],
      ['twice', '2 links'],
    ] as const) {
      expect(lookAtOutput(join(root, name))).toMatchObject({
        errorName: 'FILE_HANDLING_FAILURE',
        message: expect.stringContaining(words),
      });
    }
  });
});
