import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tree } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { demo } from '../../src/commands/demo.ts';

const streams = { stdout: { write: () => true }, stderr: { write: () => true, isTTY: false } };
const facts = { cwd: '/', env: {}, streams, self: ['false'] as const };

describe('panda-pilot demo', () => {
  it.each([
    [{ 'thesis.tex': 'years of work' }],
    [{ 'thesis.tex': 'years of work', 'queuedata.json': '{"nickname": "MY_QUEUE"}' }],
  ])('removes nothing of a directory with %j', async (files) => {
    const directory = await tree(files);
    const refusal = demo({ directory }, facts, new AbortController().signal);
    await expect(refusal).rejects.toThrow(`${directory} holds something other than a demo`);
    expect(await readFile(join(directory, 'thesis.tex'), 'utf8')).toBe('years of work');
  });

  it('says where nothing can be put', async () => {
    const directory = join(await tree({ file: '' }), 'file');
    await expect(demo({ directory }, facts, new AbortController().signal)).rejects.toThrow('file is no directory');
  });
});
