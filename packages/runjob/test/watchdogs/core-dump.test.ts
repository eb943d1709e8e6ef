import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFifo, tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { findCoreDump } from '../../src/watchdogs/core-dump.ts';

function elf(type: number): Buffer {
  const head = Buffer.alloc(64);
  head.write('\x7fELF', 0, 'latin1');
  head[5] = 1;
  head.writeUInt16LE(type, 16);
  return head;
}

describe('findCoreDump', () => {
  it.each(['core', 'core.4711', 'core.python.4711', 'python.core'])('knows %s by name and content', async (name) => {
    const work = await tempDir();
    await writeFile(join(work, name), elf(4));
    expect(await findCoreDump(work)).toBe(name);
  });

  it('takes nothing else for one', async () => {
    const work = await tempDir();
    await writeFile(join(work, 'core'), 'the core of the matter');
    await writeFile(join(work, 'core.so'), elf(3));
    await writeFile(join(work, 'score.4'), elf(4));
    await writeFile(join(work, 'core.1'), '');
    await symlink('score.4', join(work, 'core.2'));
    makeFifo(join(work, 'core.3'));
    expect(await findCoreDump(work)).toBeUndefined();
    expect(await findCoreDump(join(work, 'absent'))).toBeUndefined();
  });
});
