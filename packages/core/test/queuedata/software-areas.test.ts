import { expect, it } from 'vitest';
import { softwareAreas } from '../../src/queuedata/software-areas.ts';
import { read } from './read.ts';

it('reads one area for all, and others by processing type', () => {
  expect(read(softwareAreas, '/sw')).toEqual({ default: '/sw', byProcessingType: {} });
  expect(read(softwareAreas, '/sw|nightlies^/n|test ^ /t|')).toEqual({
    default: '/sw',
    byProcessingType: { nightlies: '/n', test: '/t' },
  });
});

it.each(['/sw|nightlies', '/sw|^/n', '/sw|a^b^c'])('refuses %j', (text) => {
  expect(() => read(softwareAreas, text)).toThrow('has an item that is not type^path');
});
