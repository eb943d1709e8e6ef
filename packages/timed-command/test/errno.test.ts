import { expect, it } from 'vitest';
import { codeOf } from '../src/errno.ts';

it('tells the errno name of an error, and UNKNOWN of anything else', () => {
  expect(codeOf(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe('ENOENT');
  expect(codeOf(new Error('x'))).toBe('UNKNOWN');
  expect(codeOf(Object.assign(new Error('x'), { code: 5 }))).toBe('UNKNOWN');
  expect(codeOf('ENOENT')).toBe('UNKNOWN');
});
