import { type CommandResult, describeEnding, runCommand } from '@panda-pilot/timed-command';
import { expect } from 'vitest';

/** Runs a program in the environment of the tests and resolves with what it wrote; a test in which it fails fails with all it said. */
export async function succeed(
  file: string,
  args: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { ending, stdout, stderr } = await runHere(file, args, cwd, variables);
  const good = ending.kind === 'exited' && ending.exitCode === 0;
  expect(good ? '' : `${cwd}: ${file} ${args.join(' ')}: ${describeEnding(ending)}\n${stdout}${stderr}`).toBe('');
  return stdout;
}

/** The same, whatever comes of it. */
export function runHere(
  file: string,
  args: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const env = Object.fromEntries(
    Object.entries({ ...process.env, ...variables }).filter((one): one is [string, string] => one[1] !== undefined),
  );
  return runCommand(file, args, { cwd, env, timeoutMs: 110_000 });
}
