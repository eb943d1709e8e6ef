import { expect, it } from 'vitest';
import { stageInTries, stageOutTries } from '../../src/queuedata/tries.ts';
import { read } from './read.ts';

it.each([
  [0, 1],
  [1, 1],
  ['3', 3],
  [7, 3],
])('of %j tries for stage-in makes %i', (value, tries) => {
  expect(read(stageInTries, value)).toBe(tries);
});

it.each([
  [0, 2],
  [1, 1],
  ['9', 9],
  [10, 2],
  [-1, 2],
])('of %j tries for stage-out makes %i', (value, tries) => {
  expect(read(stageOutTries, value)).toBe(tries);
});

it('refuses what is no number of tries', () => {
  expect(() => read(stageInTries, -1)).toThrow('is negative');
  expect(() => read(stageOutTries, 'often')).toThrow('is not a number');
});
