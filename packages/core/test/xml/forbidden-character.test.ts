import { describe, expect, it } from 'vitest';
import { forbiddenCharacter } from '../../src/xml/forbidden-character.ts';

describe('forbiddenCharacter', () => {
  it.each([
    ['a\u0000', 'U+0000'],
    ['\n', 'U+000A'],
    ['x\u007Fy', 'U+007F'],
    ['\u0085', 'U+0085'],
    ['\uDC00\uD800', 'U+DC00'],
    ['\uFFFF', 'U+FFFF'],
  ])('finds that of %j', (text, character) => {
    expect(forbiddenCharacter(text)).toBe(character);
  });

  it.each(['', 'a b', 'é', '😀', '\u2028', '<&>'])('finds none in %j', (text) => {
    expect(forbiddenCharacter(text)).toBeUndefined();
  });
});
