import { array, assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWords, variableName } from '../../src/experiments/shell-words.ts';
import { splitWords } from '../../src/payload/split-words.ts';

describe('shellWords', () => {
  it('writes any words so that they are read as these words', () => {
    const word = string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
    assert(
      property(array(word), (words) => {
        expect(splitWords(shellWords(words))).toEqual(words);
      }),
    );
  });

  it('lets the value of a variable stand before a text, and nothing else be a variable', () => {
    expect(shellWords([{ variable: 'AtlasSetup', suffix: "/it's" }])).toBe(`"\${AtlasSetup}"'/it'\\''s'`);
    for (const name of ['a}$(id)', '', '1a', 'a-b', 'é']) expect(() => variableName(name)).toThrow(/no name/);
    expect(() => shellWords(['a\0b'])).toThrow(/NUL/);
  });
});
