import { describe, expect, it } from 'vitest';
import { callsOf, codeBlocks } from '../src/code-blocks.ts';

describe('codeBlocks', () => {
  it('finds the blocks that are run, and those that belong elsewhere, with the reason', () => {
    const page = 'text\n```sh\nls\npwd\n```\n```ts\nsh\n```\n```sh elsewhere: a PanDA server\nrun\n```\n';
    expect(codeBlocks(page, 'sh')).toEqual([
      { line: 3, text: 'ls\npwd', elsewhere: undefined },
      { line: 10, text: 'run', elsewhere: 'a PanDA server' },
    ]);
    expect(codeBlocks('```js elsewhere: x\na\n```\n', 'js')).toEqual([{ line: 2, text: 'a', elsewhere: 'x' }]);
  });

  it.each(['```sh later\nls\n```', '```console\n$ ls\n```', '```sh\nls'])('refuses %j', (page) => {
    expect(() => codeBlocks(page, 'sh')).toThrow(/^line 1: /);
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
