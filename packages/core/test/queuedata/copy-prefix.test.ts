import { describe, expect, it } from 'vitest';
import { copyPrefix } from '../../src/queuedata/copy-prefix.ts';
import { read } from './read.ts';

describe('copyPrefix', () => {
  it.each([
    ['srm://a/^root://b/', [{ from: 'srm://a', to: 'root://b/' }]],
    ['srm://a//^root://b//', [{ from: 'srm://a/', to: 'root://b//' }]],
    [
      'srm://a,srm://b^root://c/,root://d/',
      [
        { from: 'srm://a', to: 'root://c/' },
        { from: 'srm://b', to: 'root://d/' },
      ],
    ],
    ['^root://b/', [{ to: 'root://b/' }]],
    ['srm://a^dummy', [{ from: 'srm://a' }]],
    ['^root://b/,root://c/', [{ to: 'root://b/' }, { to: 'root://c/' }]],
    ['srm://a,dummy^dummy,dummy', [{ from: 'srm://a' }]],
    ['^', []],
    ['dummy^dummy', []],
    ['dummy', []],
  ])('reads %j', (text, pairs) => {
    expect(read(copyPrefix, text)).toEqual(pairs);
  });

  it.each([
    ['srm://a', 'has not exactly one ^'],
    ['srm://a^b^c', 'has not exactly one ^'],
    ['srm://a,srm://b^root://c', 'pairs 2 prefixes with 1'],
  ])('refuses %j', (text, problem) => {
    expect(() => read(copyPrefix, text)).toThrow(problem);
  });
});
