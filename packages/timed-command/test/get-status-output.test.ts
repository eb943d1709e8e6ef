import { expect, it } from 'vitest';
import { getStatusOutput } from '../src/get-status-output.ts';

it.each([
  ['echo out; echo err >&2', [0, 'out\nerr']],
  ['printf "a\\n\\n"', [0, 'a\n']],
  ['exit 3', [3 * 256, '']],
  ['kill -9 $$', [9, '']],
  ['no-such-command 2>/dev/null', [127 * 256, '']],
] as const)('runs %s', async (command, wanted) => {
  expect(await getStatusOutput(command, 5)).toEqual(wanted);
});

it('gives the status that pilot 1 gave past the limit, and what had been written', async () => {
  expect(await getStatusOutput('echo so far; exec sleep 60', 0.2)).toEqual([28_175, 'so far']);
});

it('gives another one when SIGKILL was needed', async () => {
  expect(await getStatusOutput('trap "" TERM; echo x; while :; do sleep 0.1; done', 0.2)).toEqual([28_169, 'x']);
});

it('says why a line could not be run', async () => {
  expect(await getStatusOutput('echo \0')).toEqual([126 * 256, expect.stringContaining('contains a NUL')]);
  expect(await getStatusOutput('true', Number.NaN)).toEqual([126 * 256, expect.stringContaining('NaN')]);
});

it('runs without a limit and with an environment of the caller', async () => {
  expect(await getStatusOutput('echo $A', 0, { A: 'a' })).toEqual([0, 'a']);
});
