import { chownSync, linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeFifo, onlyAsRoot, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { lookAtOutput } from '../../../src/staging/outputs/payload-file.ts';

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

  it('refuses what lies in a directory that is none', async () => {
    const root = await tree({ 'real/out': 'x' });
    symlinkSync('real', join(root, 'work'));
    expect(lookAtOutput(join(root, 'work/out'))).toMatchObject({
      message: expect.stringContaining('a symbolic link, not the work directory'),
    });
  });

  it.skipIf(onlyAsRoot())('refuses a file of another account', async () => {
    const root = await tree({ out: 'x' });
    chownSync(join(root, 'out'), 65_534, 65_534);
    expect(lookAtOutput(join(root, 'out'))).toMatchObject({
      message: expect.stringContaining('belongs to account 65534'),
    });
  });
});
