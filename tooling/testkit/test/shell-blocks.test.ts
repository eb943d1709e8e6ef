import { describe, expect, it } from 'vitest';
import { callsOf, shellBlocks } from '../src/shell-blocks.ts';

describe('shellBlocks', () => {
  it('finds the blocks that are run, and those that belong elsewhere, with the reason', () => {
    const page = 'text\n```sh\nls\npwd\n```\n```ts\nsh\n```\n```sh elsewhere: a PanDA server\nrun\n```\n';
    expect(shellBlocks(page)).toEqual([
      { line: 3, text: 'ls\npwd', elsewhere: undefined },
      { line: 10, text: 'run', elsewhere: 'a PanDA server' },
    ]);
  });

  it.each(['```sh later\nls\n```', '```console\n$ ls\n```', '```sh\nls'])('refuses %j', (page) => {
    expect(() => shellBlocks(page)).toThrow(/^line 1: /);
  });
});

describe('callsOf', () => {
  it('finds the words of every call', () => {
    const text =
      'pilot a \'b c\' --d="e f" > out # pilot comment\nfind . -exec pilot report {} + | tail\nsource <(pilot completion bash) && pilot \\\n  x 2>&1; echo pilots';
    expect(callsOf('pilot', { text })).toEqual([
      ['a', 'b c', '--d=e f'],
      ['report', '{}', '+'],
      ['completion', 'bash'],
      ['x'],
    ]);
  });
});
