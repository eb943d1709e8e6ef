import { expect, it } from 'vitest';
import { allowFax } from '../../src/queuedata/allow-fax.ts';
import { read } from './read.ts';

it.each([
  ['True', true],
  ['Retry', true],
  ['False', false],
  [true, true],
])('reads %j as %j', (value, allowed) => {
  expect(read(allowFax, value)).toBe(allowed);
});

it('refuses another word', () => {
  expect(() => read(allowFax, 'often')).toThrow('is neither true nor false');
});
