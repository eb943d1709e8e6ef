import { expect, it } from 'vitest';
import type { CommandOptions } from '../../src/command.ts';
import { failureBehind, launch, mayHideFailure, type Launched } from '../../src/supervision/launch.ts';
import { prepare } from '../../src/supervision/prepare.ts';

const env = { PATH: '/usr/bin:/bin' };

async function launched(
  file: string,
  args: readonly string[],
  options: Partial<CommandOptions> = {},
): Promise<Launched> {
  const prepared = await prepare({ file, args, options: { env, ...options } });
  if ('kind' in prepared) throw new Error(prepared.message);
  const answer = launch(prepared);
  if (answer instanceof Promise) throw new Error((await answer).message);
  return answer;
}

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
