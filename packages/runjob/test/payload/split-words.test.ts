import { describe, expect, it } from 'vitest';
import { splitWords } from '../../src/payload/split-words.ts';

describe('splitWords', () => {
  it.each([
    ['', []],
    ['  a   b\t\nc ', ['a', 'b', 'c']],
    [`-c 'echo hi; exit 0'`, ['-c', 'echo hi; exit 0']],
    [`--cut "pt > 5 && \\"eta\\" < 2"`, ['--cut', 'pt > 5 && "eta" < 2']],
    [`a\\ b 'c'd"e"`, ['a b', 'cde']],
    [`'' ""`, ['', '']],
    [
      '$HOME `id` $(id) *.root ~ ; rm -rf / | sh',
      ['$HOME', '`id`', '$(id)', '*.root', '~', ';', 'rm', '-rf', '/', '|', 'sh'],
    ],
    ['"a\\\nb" c\\\nd', ['ab', 'cd']],
    ['"\\x"', ['\\x']],
  ])('splits %j as the shell quotes, and expands nothing', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  it.each(["'a", '"a', 'a\\', '"a\\"'])('refuses the quotation %j that does not end', (line) => {
    expect(() => splitWords(line)).toThrow(/does not end/);
  });

  it('reads a megabyte of backslashes and quotes without delay', () => {
    const startedAt = performance.now();
    splitWords(`"${'\\\\'.repeat(500_000)}"`);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
