import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { needsTool, tempDir } from '@panda-pilot/testkit';
import { type CommandResult, startCommand } from '@panda-pilot/timed-command';
import { assert, asyncProperty, constantFrom, dictionary, string } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentBlock } from '../../src/start/environment.ts';
import { createLineReader } from '../../src/start/line-reader.ts';
import { type Start, starterCommand } from '../../src/start/starter.ts';

/** `/bin/sh` is the one or the other, wherever a pilot runs; bash looks at the name by which it is called. */
describe.each(['dash', 'bash'])('a starter under %s', (name) => {
  const directory = mkdtempSync(join(tmpdir(), 'panda-test-'));
  const shell = join(directory, 'sh');
  afterAll(() => rmSync(directory, { recursive: true }));
  beforeAll(() => symlinkSync(`/bin/${name}`, shell));
  it.skipIf(needsTool(name))('finds its shell', () => expect(existsSync(shell)).toBe(true));

  it('becomes the payload with exactly the environment that it is given', async () => {
    const env = {
      PATH: '/usr/bin:/bin',
      line: 'a',
      UID: '7',
      PWD: '/elsewhere',
      'BASH_FUNC_x%%': '() { :; }',
      LC_ALL: 'C',
    };
    expect(await environmentSeen(shell, env)).toEqual(env);
  });

  it('hands over any environment', { timeout: 30_000 }, async () => {
    const name = string({ unit: constantFrom(...Array.from('ABcd_9%.-é (')), minLength: 1, maxLength: 8 });
    const value = string({ unit: constantFrom(...Array.from('ab =\'"\\$`\n\t\r*!é€\u0081\u{1F600}')), maxLength: 30 });
    const environments = dictionary(name, value, { maxKeys: 12 });
    await assert(
      asyncProperty(environments, async (env) => {
        expect(await environmentSeen(shell, env)).toEqual({ ...env });
      }),
      { numRuns: 25 },
    );
  });

  it('tells when it becomes the payload, and keeps its own descriptor from it', async () => {
    const { told, result } = await start(shell, { file: '/bin/sh', args: ['-c', '[ ! -e /proc/$$/fd/3 ]'] });
    expect(told).toEqual(['started']);
    expect(result.ending).toEqual({ kind: 'exited', exitCode: 0 });
  });

  it.each([
    ['a file that is missing', { file: '/nonexistent/file' }, 'failed file ENOENT'],
    ['a file that is not executable', { file: '/etc/passwd' }, 'failed file EACCES'],
    ['a directory', { file: '/usr' }, 'failed file EACCES'],
    ['a work directory that is missing', { work: '/nonexistent' }, 'failed work'],
    [
      'output that cannot be opened',
      { output: { stdout: '/nonexistent/o', stderr: '/dev/null' } },
      'failed output stdout',
    ],
    [
      'errors that cannot be opened',
      { output: { stdout: '/dev/null', stderr: '/nonexistent/e' } },
      'failed output stderr',
    ],
  ])('names %s as the culprit', async (_case, change, line) => {
    const { told, result } = await start(shell, change);
    expect(told).toEqual([line]);
    expect(result.ending).toEqual({ kind: 'exited', exitCode: 126 });
  });

  it('sets the limits of the policy, hard', async () => {
    const limits = { processes: 1234, fileBytes: 100_000 };
    const { result } = await start(shell, { file: '/bin/cat', args: ['/proc/self/limits'], limits });
    expect(result.stdout).toMatch(/Max processes +1234 +1234/);
    expect(result.stdout).toMatch(/Max file size +100352 +100352/);
  });

  it('does not start the payload when a limit cannot be set', async () => {
    const { told } = await start(shell, { limits: { processes: 5 } }, [
      '/bin/sh',
      '-c',
      'ulimit -u 4 2>/dev/null || ulimit -p 4; exec setpriv --bounding-set -sys_resource "$@"',
      'sh',
    ]);
    expect(told).toEqual(['failed limit processes']);
  });

  it('writes output with its own rights', async () => {
    const directory = await tempDir();
    const output = { stdout: join(directory, 'o'), stderr: join(directory, 'e') };
    await start(shell, { file: '/bin/sh', args: ['-c', 'echo out; echo err >&2'], output });
    expect(await readFile(output.stdout, 'utf8')).toBe('out\n');
    expect(await readFile(output.stderr, 'utf8')).toBe('err\n');
  });

  it('runs a script that has no interpreter line, and passes on its exit code', async () => {
    const file = join(await tempDir(), 'script');
    await writeFile(file, 'exit 203\n');
    await chmod(file, 0o755);
    const { told, result } = await start(shell, { file });
    expect(told).toEqual(['started']);
    expect(result.ending).toEqual({ kind: 'exited', exitCode: 203 });
  });
});

async function environmentSeen(shell: string, env: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const { result } = await start(shell, { file: '/usr/bin/env', args: ['-0'] }, [], env);
  const seen = result.stdout.split('\0').filter((line) => line !== '');
  const pairs = seen.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
  // What timed-command puts there anyway.
  return Object.fromEntries(pairs.filter(([name]) => name !== 'TIMED_COMMAND_MARKS'));
}

async function start(
  shell: string,
  change: Partial<Start>,
  prefix: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly told: readonly string[]; readonly result: CommandResult }> {
  const [, ...rest] = starterCommand({ work: '/', limits: {}, file: '/bin/true', args: [], ...change });
  const [file = '', ...args] = [...prefix, shell, ...rest];
  const running = startCommand(file, args, {
    env: {},
    stdin: Readable.from([environmentBlock(env)]),
    channel: true,
    timeoutMs: 30_000,
  });
  const told: string[] = [];
  const ended = new Promise((resolve) => running.channel?.once('close', resolve));
  running.channel
    ?.on(
      'data',
      createLineReader((line) => told.push(line)),
    )
    .end();
  const result = await running.result;
  await ended;
  return { told, result };
}
