import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { writeDurably } from '../../src/state/durable-file.ts';

describe('writeDurably', () => {
  it('replaces the whole file', async () => {
    const directory = await tempDir();
    await writeDurably(join(directory, 'f'), 'one');
    await writeDurably(join(directory, 'f'), 'two');
    expect(readFileSync(join(directory, 'f'), 'utf8')).toBe('two');
    expect(readdirSync(directory)).toEqual(['f']);
  });

  it('leaves no temporary file when it fails', async () => {
    const directory = await tempDir();
    mkdirSync(join(directory, 'taken'));
    await expect(writeDurably(join(directory, 'taken'), 'x')).rejects.toThrow();
    expect(readdirSync(directory)).toEqual(['taken']);
  });
});
