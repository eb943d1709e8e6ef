import { describe, expect, it } from 'vitest';
import { closingQuote, splitOutsideQuotes, unquoted } from '../../src/queuedata/quotes.ts';

describe('splitOutsideQuotes', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ["a='x,y',b", ["a='x,y'", 'b']],
    [`a="x,'y",b='z,"'`, [`a="x,'y"`, `b='z,"'`]],
    ["it's,fine", ["it's", 'fine']],
    ['', ['']],
    [',', ['', '']],
  ])('splits %j', (text, parts) => {
    expect(splitOutsideQuotes(text, ',')).toEqual(parts);
  });
});

describe('closingQuote', () => {
  it('finds the same quote again, or nothing', () => {
    expect(closingQuote(`'a"b'`, 0)).toBe(4);
    expect(closingQuote("'a", 0)).toBeUndefined();
    expect(closingQuote('ab', 0)).toBeUndefined();
  });
});

describe('unquoted', () => {
  it.each([
    [" 'a b' ", 'a b'],
    ['"a"', 'a'],
    ["'a'b'c'", "'a'b'c'"],
    ["'", "'"],
    ["''", ''],
    ['a', 'a'],
  ])('of %j is %j', (text, inner) => {
    expect(unquoted(text)).toBe(inner);
  });
});
