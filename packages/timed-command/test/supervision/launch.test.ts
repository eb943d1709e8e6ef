import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { CommandOptions } from '../../src/command.ts';
import {
  abandon,
  failureBehind,
  launch,
  mayHideFailure,
  prepare,
  type Launched,
  type Prepared,
} from '../../src/supervision/launch.ts';

const env = { PATH: '/usr/bin:/bin' };

async function prepared(
  file: string,
  args: readonly string[],
  options: Partial<CommandOptions> = {},
): Promise<Prepared> {
  const answer = await prepare({ file, args, options: { env, ...options } });
  if ('kind' in answer) throw new Error(answer.message);
  return answer;
}

async function launched(...command: Parameters<typeof prepared>): Promise<Launched> {
  const answer = await launch(await prepared(...command));
  if ('kind' in answer) throw new Error(answer.message);
  return answer;
}

it('opens what the command needs, and closes it again when the command is not to run', async () => {
  abandon(await prepared('true', []));
  const before = readdirSync('/proc/self/fd').length;
  const ready = await prepared('true', [], { stdin: 'text' });
  expect(readdirSync('/proc/self/fd').length).toBe(before + 6);
  abandon(ready);
  expect(readdirSync('/proc/self/fd').length).toBe(before);
});

it('finds what is wrong before anything is opened', async () => {
  expect(await prepare({ file: 'true', args: ['\0'], options: { env } })).toMatchObject({
    code: 'EINVAL',
    which: 'arguments',
  });
  expect(await prepare({ file: 'no-such', args: [], options: { env } })).toMatchObject({
    code: 'ENOENT',
    which: 'file',
  });
  expect(await prepare({ file: './x', args: [], options: { env, cwd: '/no/such' } })).toMatchObject({
    code: 'ENOENT',
    which: 'cwd',
  });
});

it('starts the command marked, as the leader of its own group', async () => {
  const { spawned, group, output, input } = await launched('sh', ['-c', 'exit 5']);
  expect(group).toBe('own');
  output.begin();
  await input.begin();
  expect(await new Promise((resolve) => spawned.onExit(resolve))).toEqual({ kind: 'exited', exitCode: 5 });
  await output.finish();
});

it('tells a directory that could not be entered from a command that ends with 126', async () => {
  for (const [cwd, code] of [
    ['/no/such/directory', 'ENOENT'],
    [undefined, undefined],
  ] as const) {
    const command = await launched('sh', ['-c', 'exit 126'], cwd === undefined ? {} : { cwd });
    command.output.begin();
    const exit = await new Promise<{ kind: 'exited'; exitCode: number }>((resolve) =>
      command.spawned.onExit((how) => resolve(how as { kind: 'exited'; exitCode: number })),
    );
    expect(mayHideFailure(exit)).toBe(true);
    expect((await failureBehind(command))?.code).toBe(code);
    await command.output.finish();
  }
});
