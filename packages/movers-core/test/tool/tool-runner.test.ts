import { describe, expect, it } from 'vitest';
import { type CommandOutcome, createToolRunner, type MoverTools, type ToolOptions } from '../../src/index.ts';

const { signal } = new AbortController();
const call = { signal, timeoutMs: 1_000, file: 'root://host//file' };
const exited = (exitCode: number, stdout = '', stderr = ''): CommandOutcome => ({
  ending: { kind: 'exited', exitCode },
  stdout,
  stderr,
});

function runnerOf(
  answers: readonly CommandOutcome[],
  setup: Pick<ToolOptions, 'setup' | 'environmentSetup'> = {},
  env: Readonly<Record<string, string>> = { HOME: '/home' },
) {
  const calls: { readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> }[] = [];
  const runCommand: MoverTools['runCommand'] = async (file, args, { env }) => {
    calls.push({ command: [file, ...args], env });
    return answers[calls.length - 1] ?? exited(0);
  };
  const tune = (inherited: Readonly<Record<string, string>>) => ({ ...inherited, LC_ALL: 'C' });
  return { calls, runner: createToolRunner({ tune, ...setup }, { runCommand, env }) };
}

describe('a program that a mover drives', () => {
  it('gets the tuned environment, and what the call adds', async () => {
    const { runner, calls } = runnerOf([]);
    await runner.run('tool', ['-x'], { ...call, environment: { LC_ALL: 'de' } });
    expect(calls).toEqual([{ command: ['tool', '-x'], env: { HOME: '/home', LC_ALL: 'de' } }]);
  });

  it('gets what the setup leaves, which is sourced once and is never part of a shell line', async () => {
    const { runner, calls } = runnerOf([exited(0, 'PATH=/site/bin\0LINES=a\nb=c\0')], { setup: "/it's a $(setup)" });
    await runner.run('tool', [], call);
    await runner.run('tool', [], call);
    expect(calls.map(({ command }) => command[0])).toEqual(['/bin/bash', 'tool', 'tool']);
    expect(calls[0]?.command.slice(3)).toEqual(['bash', "/it's a $(setup)"]);
    expect(calls[2]?.env).toEqual({ PATH: '/site/bin', LINES: 'a\nb=c', LC_ALL: 'C' });
  });

  it('gets what a text leaves that the site has in place of a script, and keeps the proxy of the pilot', async () => {
    const text = 'source /grid/setup.sh; export A=b;';
    const answers = [exited(0, 'A=b\0X509_USER_PROXY=/of/the/site\0')];
    const { runner, calls } = runnerOf(answers, { environmentSetup: text }, { X509_USER_PROXY: '/of/the/pilot' });
    await runner.run('tool', [], call);
    expect(calls[0]?.command).toEqual(['/bin/bash', '-c', 'eval "$1" >&2 && exec /usr/bin/env -0', 'bash', text]);
    expect(calls[1]?.env).toEqual({ A: 'b', X509_USER_PROXY: '/of/the/pilot', LC_ALL: 'C' });
  });

  it('is missing where the setup ends the shell before it has told anything', async () => {
    const { runner } = runnerOf([exited(0)], { setup: '/setup' });
    await expect(runner.run('tool', [], call)).rejects.toMatchObject({ kind: 'tool-missing' });
  });

  it('is missing where the setup fails, and looked for again by the next call', async () => {
    const { runner } = runnerOf([exited(1, '', 'no cvmfs'), exited(0, 'A=b\0')], { setup: '/setup' });
    await expect(runner.run('tool', [], call)).rejects.toMatchObject({ kind: 'tool-missing', tail: 'no cvmfs' });
    await expect(runner.environment(call)).resolves.toEqual({ A: 'b', LC_ALL: 'C' });
  });

  it('rejects for what is no end of its own', async () => {
    const late: CommandOutcome = { ending: { kind: 'timed-out', forced: false }, stdout: '', stderr: 'waiting' };
    const gone: CommandOutcome = {
      ending: { kind: 'not-started', code: 'ENOENT', message: 'no such file' },
      stdout: '',
      stderr: '',
    };
    await expect(runnerOf([late]).runner.run('tool', [], call)).rejects.toMatchObject({
      kind: 'timed-out',
      tail: 'waiting',
    });
    await expect(runnerOf([gone]).runner.run('tool', [], call)).rejects.toMatchObject({ kind: 'tool-missing' });
    await expect(runnerOf([exited(7)]).runner.run('tool', [], call)).resolves.toEqual(exited(7));
  });

  it('is not started under an aborted signal', async () => {
    const { runner, calls } = runnerOf([]);
    const reason = new Error('stop');
    await expect(runner.run('tool', [], { ...call, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(calls).toEqual([]);
  });
});
