import { expect, it } from 'vitest';
import { catchall } from '../../src/queuedata/catchall.ts';
import { read } from './read.ts';

it.each([
  ['a,b=1', { a: '', b: '1' }],
  ["singularity_options='-B /cvmfs,/x --contain',b", { singularity_options: '-B /cvmfs,/x --contain', b: '' }],
  ['HPC_x=a=b', { HPC_x: 'a=b' }],
  ['whatever somebody wrote, = ,,', { 'whatever somebody wrote': '', '': '' }],
])('reads %j', (text, switches) => {
  expect(read(catchall, text)).toEqual(switches);
});
