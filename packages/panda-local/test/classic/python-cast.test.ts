import { expect, it } from 'vitest';
import { intIfPossible, pythonFloat, pythonInt, sliced } from '../../src/classic/python-cast.ts';
import { PythonFloat, type PythonValue } from '../../src/python/python-json.ts';

it.each<[PythonValue, number | string]>([
  [5, 5],
  [' -5 ', -5],
  [true, 1],
  [new PythonFloat(-1.9), -1],
  ['1.5', "invalid literal for int() with base 10: '1.5'"],
  [null, "int() argument must be a string, a bytes-like object or a real number, not 'NoneType'"],
  [[], "int() argument must be a string, a bytes-like object or a real number, not 'list'"],
])('int(%j) is %j', (value, expected) => {
  if (typeof expected === 'number') expect(pythonInt(value)).toBe(expected);
  else expect(() => pythonInt(value)).toThrow(expected);
  expect(intIfPossible(value)).toBe(typeof expected === 'number' ? expected : undefined);
});

it.each<[PythonValue, number | string]>([
  [5, 5],
  ['1.5', 1.5],
  [new PythonFloat(2.5), 2.5],
  ['', "could not convert string to float: ''"],
  ['x', "could not convert string to float: 'x'"],
])('float(%j) is %j', (value, expected) => {
  if (typeof expected === 'number') expect(pythonFloat(value)).toBe(expected);
  else expect(() => pythonFloat(value)).toThrow(expected);
});

it('slices text by its characters, and nothing else', () => {
  expect(sliced('a😀b', 2)).toBe('a😀');
  expect(() => sliced(5, 2)).toThrow("'int' object is not subscriptable");
});
