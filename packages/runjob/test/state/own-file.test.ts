import { closeSync, linkSync, readFileSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFifo, tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { openOwnFile, readOwnFile } from '../../src/state/own-file.ts';

describe("a file of the pilot's", () => {
  it('is appended to, made if need be, and read', async () => {
    const path = join(await tree({}), 'journal');
    for (const text of ['one ', 'two']) {
      const file = openOwnFile(path, 0o640);
      writeSync(file, text);
      closeSync(file);
    }
    expect(readOwnFile(path)).toBe('one two');
    expect(() => readOwnFile(`${path}.absent`)).toThrow(/ENOENT/);
  });

  it('is neither opened through a link, nor waited for where a FIFO is, nor believed where it has two names', async () => {
    const root = await tree({ victim: 'precious', two: 'names' });
    symlinkSync('victim', join(root, 'link'));
    makeFifo(join(root, 'fifo'));
    linkSync(join(root, 'two'), join(root, 'names'));
    for (const name of ['link', 'fifo', 'names', '.']) {
      expect(() => openOwnFile(join(root, name), 0o640)).toThrow();
      expect(() => readOwnFile(join(root, name))).toThrow();
    }
    expect(readFileSync(join(root, 'victim'), 'utf8')).toBe('precious');
  });
});
