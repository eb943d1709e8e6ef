import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tempDir } from '@panda-pilot/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

describe('past the limit', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  async function untilThere(file: string): Promise<void> {
    while (!existsSync(file)) await sleep(5);
  }

  it('gives the status that pilot 1 gave, and what had been written', async () => {
    const up = join(await tempDir(), 'up');
    const status = getStatusOutput(`echo so far; : > ${up}; exec sleep 60`, 1);
    await untilThere(up);
    vi.advanceTimersByTime(1000);
    expect(await status).toEqual([28_175, 'so far']);
  });

  it('gives another one when SIGKILL was needed', async () => {
    const directory = await tempDir();
    const [up, told] = [join(directory, 'up'), join(directory, 'told')];
    const status = getStatusOutput(
      `exec 2>/dev/null; trap ': > ${told}' TERM; echo x; : > ${up}; while :; do sleep 0.1; done`,
      1,
    );
    await untilThere(up);
    vi.advanceTimersByTime(1000);
    await untilThere(told);
    vi.advanceTimersByTime(2000);
    expect(await status).toEqual([28_169, 'x']);
  });
});

it('says why a line could not be run', async () => {
  expect(await getStatusOutput('echo \0')).toEqual([126 * 256, expect.stringContaining('contains a NUL')]);
  expect(await getStatusOutput('true', Number.NaN)).toEqual([126 * 256, expect.stringContaining('NaN')]);
});

it('runs without a limit and with an environment of the caller', async () => {
  expect(await getStatusOutput('echo $A', 0, { A: 'a' })).toEqual([0, 'a']);
});
