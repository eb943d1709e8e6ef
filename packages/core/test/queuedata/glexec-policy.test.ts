import { expect, it } from 'vitest';
import { glexecPolicy } from '../../src/queuedata/glexec-policy.ts';
import { read } from './read.ts';

it.each([
  ['False', 'no'],
  ['true', 'yes'],
  [true, 'yes'],
  [0, 'no'],
  ['UID', 'uid'],
  ['test', 'test'],
])('reads %j as %s', (value, policy) => {
  expect(read(glexecPolicy, value)).toBe(policy);
});

it('refuses a word whose meaning it would have to guess', () => {
  expect(() => read(glexecPolicy, 'maybe')).toThrow('is none of False, True, uid, test');
});
