import { describe, expect, it } from 'vitest';
import { parsePythonJson, plainValue, PythonFloat } from '../../src/python/python-json.ts';

describe('parsePythonJson', () => {
  it.each([
    '5',
    '-0',
    '12345',
    '5.0',
    '1e3',
    '-1.5E-2',
    '"a\\u00e9\\n\\""',
    '[]',
    '[1, [2]]',
    '{"a": {"b": null}}',
    ' true ',
  ])('reads %s as JavaScript does', (text) => expect(plainValue(parsePythonJson(text))).toEqual(JSON.parse(text)));

  it.each([
    ['5', false],
    ['5.0', true],
    ['5e0', true],
    ['NaN', true],
    ['-Infinity', true],
  ])('tells whether %s is a float to Python', (text, float) => {
    expect(parsePythonJson(text) instanceof PythonFloat).toBe(float);
  });

  it('takes the last of two equal keys, and a key called __proto__ as a key', () => {
    expect(plainValue(parsePythonJson('{"a": 1, "a": 2}'))).toEqual({ a: 2 });
    expect(Object.keys(plainValue(parsePythonJson('{"__proto__": 1}')) as object)).toEqual(['__proto__']);
  });

  it('reads a string of many megabytes', () => {
    expect(parsePythonJson(JSON.stringify('x\\"'.repeat(2_000_000)))).toHaveLength(6_000_000);
  });

  it.each([
    ['', 'Expecting value: line 1 column 1 (char 0)'],
    ['nope', 'Expecting value: line 1 column 1 (char 0)'],
    ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
    ['{a: 1}', 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
    ['{"a": 1', "Expecting ',' delimiter: line 1 column 8 (char 7)"],
    ['[1\n2]', "Expecting ',' delimiter: line 2 column 1 (char 3)"],
    ['1 2', 'Extra data: line 1 column 3 (char 2)'],
    ['"abc', 'Unterminated string starting at: line 1 column 1 (char 0)'],
    ['"\n"', 'Invalid control character at: line 1 column 1 (char 0)'],
    ['01', 'Extra data: line 1 column 2 (char 1)'],
  ])('refuses %j in the words of Python', (text, message) => {
    expect(() => parsePythonJson(text)).toThrow(message);
  });
});
