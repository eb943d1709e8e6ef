import { describe, expect, it } from 'vitest';
import {
  count,
  flag,
  isAbsent,
  lowerText,
  nameList,
  namesByKey,
  number,
  record,
  text,
  upperText,
} from '../../src/queuedata/field-kinds.ts';
import { read } from './read.ts';

describe('text', () => {
  it('takes numbers and flags as they are printed', () => {
    expect([read(text, ' a '), read(text, 3.5), read(text, true), read(lowerText, 'A'), read(upperText, 'a')]).toEqual([
      'a',
      '3.5',
      'true',
      'a',
      'A',
    ]);
    expect(() => read(text, ['a'])).toThrow('is not a text');
  });
});

describe('number', () => {
  it.each([
    [5, 5],
    ['5', 5],
    [' 5.25 ', 5.25],
    ['-1', -1],
    ['2000.0', 2000],
  ])('reads %j', (value, expected) => {
    expect(read(number, value)).toBe(expected);
  });

  it.each(['', '5 MB', '1e3', '0x10', 'Infinity', Number.NaN, [], true, '9'.repeat(16)])('refuses %j', (value) => {
    expect(() => read(number, value)).toThrow('is not a number');
  });

  it('is a count when it is not negative', () => {
    expect(read(count, '0')).toBe(0);
    expect(() => read(count, '-0.5')).toThrow('is negative');
  });
});

describe('flag', () => {
  it.each([true, 'True', 'TRUE', 1, '1', 'yes', 'on'])('reads %j as true', (value) => {
    expect(read(flag, value)).toBe(true);
  });

  it.each([false, 'False', 0, '0', 'no', 'off'])('reads %j as false', (value) => {
    expect(read(flag, value)).toBe(false);
  });

  it.each(['maybe', 2, {}])('refuses %j', (value) => {
    expect(() => read(flag, value)).toThrow(/is (neither true nor false|not a text)/);
  });
});

describe('lists and records', () => {
  it('read JSON and its text', () => {
    expect(read(nameList, ['a', ' b ', null, ''])).toEqual(['a', 'b']);
    expect(read(nameList, 'a, b,,None')).toEqual(['a', 'b']);
    expect(read(nameList, '["a","b"]')).toEqual(['a', 'b']);
    expect(read(record, '{"a": 1}')).toEqual({ a: 1 });
    expect(read(namesByKey, { a: ['x'], b: 'y,z', c: null })).toEqual({ a: ['x'], b: ['y', 'z'] });
  });

  it('name every part that they cannot read', () => {
    expect(() => read(nameList, ['a', 1, {}])).toThrow('1 is not a name; 2 is not a name');
    expect(() => read(nameList, '["a"')).toThrow('is not a list of names');
    expect(() => read(record, '{"a": ')).toThrow('is not a record');
    expect(() => read(namesByKey, { a: 1, b: [2] })).toThrow('a is not a list of names; b 0 is not a name');
  });
});

describe('isAbsent', () => {
  it.each([undefined, null, '', ' ', 'None', 'none', 'NULL', 'null'])('says so of %j', (value) => {
    expect(isAbsent(value)).toBe(true);
  });

  it.each([0, false, '0', 'no', 'nonesuch', [], {}])('does not say so of %j', (value) => {
    expect(isAbsent(value)).toBe(false);
  });
});
