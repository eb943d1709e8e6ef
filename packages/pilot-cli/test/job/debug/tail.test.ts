import { tree } from '@panda-pilot/testkit';
import { expect, it } from 'vitest';
import { tail } from '../../../src/job/debug/tail.ts';

const lines = Array.from({ length: 12 }, (_, index) => `line ${index + 1}\n`).join('');

it.each([
  ['a.log', lines.split('\n').slice(2).join('\n')],
  ['-n2 a.log', 'line 11\nline 12\n'],
  ['-n 2 a.log', 'line 11\nline 12\n'],
  ['-1 a.log', 'line 12\n'],
  ['-n0 a.log', ''],
  ['-n99 a.log', lines],
  ['-c3 a.log', '12\n'],
  ['-c 3 open.log', 'end'],
  ['-c 99999999 open.log', 'some\nno end'],
  ['-n1 *.log', '==> a.log <==\nline 12\n==> open.log <==\nno end'],
  ['-n1 sub/*e* none none*', 'deep\nnone is not there\nnone* is not there\n'],
  ['empty', ''],
])('prints for %s what tail(1) does', async (args, printed) => {
  const root = await tree({ 'a.log': lines, 'open.log': 'some\nno end', 'sub/deep': 'deep\n', empty: '' });
  expect(await tail(args.split(' '), root)).toBe(printed);
});

it('reads no more of a long file than anybody wants', async () => {
  const root = await tree({ long: `${'x'.repeat(100_000)}\nlast\n` });
  expect((await tail(['long'], root)).length).toBe(64 * 1024);
});
