import { expect, it } from 'vitest';
import { containerTypes } from '../../src/queuedata/container-type.ts';
import { read } from './read.ts';

it('reads who starts which container', () => {
  expect(read(containerTypes, 'apptainer:wrapper; container:middleware;')).toEqual([
    { name: 'apptainer', user: 'wrapper' },
    { name: 'container', user: 'middleware' },
  ]);
});

it.each(['singularity', 'singularity:', 'a:b:c'])('refuses %j', (text) => {
  expect(() => read(containerTypes, text)).toThrow('has an item that is not name:user');
});
