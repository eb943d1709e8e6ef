import { join } from 'node:path';
import { tempDir } from '@panda-pilot/testkit';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { CommandOptions } from '../../src/command.ts';
import { abandon, prepare, type Prepared } from '../../src/supervision/prepare.ts';
import { openDescriptors } from '../open-descriptors.ts';

const env = { PATH: '/usr/bin:/bin' };

async function prepared(options: Partial<CommandOptions> = {}): Promise<Prepared> {
  const answer = await prepare({ file: 'true', args: [], options: { env, ...options } });
  if ('kind' in answer) throw new Error(answer.message);
  return answer;
}

/** How many ends of our pipes are open. */
const openEnds = (): number => openDescriptors((path) => path.includes('/timed-command-'));

it('opens what the command needs, and closes it again when the command is not to run', async () => {
  abandon(await prepared());
  const before = openEnds();
  const ready = await prepared({ stdin: 'text' });
  // An idle pipe is its read end: two for the output get their other ends, the third one has its write end opened anew.
  expect(openEnds()).toBe(before + 3);
  abandon(ready);
  expect(openEnds()).toBe(before - 1);
});

it('finds what is wrong before anything is opened', async () => {
  const answer = (file: string, args: string[], options: Partial<CommandOptions> = {}) =>
    prepare({ file, args, options: { env, ...options } });
  expect(await answer('no-such', [])).toMatchObject({ code: 'ENOENT', which: 'file' });
  expect(await answer('./x', [], { cwd: '/no/such' })).toMatchObject({ code: 'ENOENT', which: 'cwd' });
});

it('waits for nothing when everything is at hand, and for files always', async () => {
  // What was seen of a program is believed for two seconds.
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  abandon(await prepared());
  const command = { file: 'true', args: [], options: { env } };
  const ready = prepare(command);
  expect(ready).not.toBeInstanceOf(Promise);
  abandon(ready as Prepared);
  const file = join(await tempDir(), 'log');
  const later = prepare({ ...command, options: { env, stdout: { file } } });
  expect(later).toBeInstanceOf(Promise);
  abandon((await later) as Prepared);
});

it('has enough pipes for everybody who asks at once', async () => {
  const all = await Promise.all(Array.from({ length: 60 }, () => prepared()));
  const ends = all.flatMap(({ output }) => output.childEnds);
  expect(new Set(ends).size).toBe(120);
  for (const one of all) abandon(one);
});
