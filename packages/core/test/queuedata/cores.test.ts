import { expect, it } from 'vitest';
import { cores } from '../../src/queuedata/cores.ts';
import { read } from './read.ts';

it('reads a number, and -1 as all of the node', () => {
  expect(read(cores, '8')).toBe(8);
  expect(read(cores, -1)).toBe('node');
});

it.each([-2, 1.5, 'all'])('refuses %j', (value) => {
  expect(() => read(cores, value)).toThrow(/is not a number/);
});
