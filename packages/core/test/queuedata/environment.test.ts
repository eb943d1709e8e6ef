import { expect, it } from 'vitest';
import { environment } from '../../src/queuedata/environment.ts';
import { read } from './read.ts';

it.each([
  ['A=1', { A: '1' }],
  ['A=1  B=x=y\tC=', { A: '1', B: 'x=y', C: '' }],
  [`A='1 2' B="it's"`, { A: '1 2', B: "it's" }],
])('reads %j', (text, variables) => {
  expect(read(environment, text)).toEqual(variables);
});

it.each(['A', 'A=1 2', '1A=2', 'export A=1'])('refuses %j', (text) => {
  expect(() => read(environment, text)).toThrow('has an item that is not NAME=value');
});
