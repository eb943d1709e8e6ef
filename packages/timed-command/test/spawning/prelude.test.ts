import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '@panda-pilot/testkit';
import { limitValue } from '../../src/processes/mark.ts';
import { prelude, type Preparation } from '../../src/spawning/prelude.ts';

const mark = { session: 2 ** 33 + 4, serial: 5 };
const marking = { carrier: 'locks', session: mark.session, limitsWork: true, outerMarks: '' } as const;
const base: Preparation = {
  file: 'env',
  args: ['-0'],
  env: { PATH: '/usr/bin:/bin' },
  cwd: undefined,
  mark,
  marking,
  shelter: undefined,
  failurePath: '/nonexistent/note',
};

/** What /bin/sh is on one machine or another, each called `sh`. */
const shells = [['dash'], ['bash'], ['busybox', 'sh']].filter(
  ([name = '']) => spawnSync(name, ['--help'], { stdio: 'ignore' }).error === undefined,
);

function run(
  [file = '', ...first]: readonly string[],
  preparation: Preparation,
): { readonly stdout: string; readonly stderr: string; readonly status: number | null } {
  const { args, env } = prelude(preparation);
  const argv0 = first.length === 0 ? { argv0: 'sh' } : {};
  return spawnSync(file, [...first, ...args], {
    env: { ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...argv0,
  });
}

function environment(output: string): Record<string, string> {
  const entries = output
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const);
  return Object.fromEntries(entries);
}

describe.each(shells.map((shell) => ({ name: shell.join(' '), shell })))('$name', ({ shell }) => {
  const marks = { TIMED_COMMAND_MARKS: `${mark.session}.${mark.serial}` };

  it.each([
    ['nothing but PATH', {}],
    [
      'what the shell would change itself',
      { PWD: '/no/where', OLDPWD: 'x y', SHLVL: '7', IFS: 'abc', OPTIND: '9', CDPATH: '/tmp', ENV: '/no/file' },
    ],
    [
      'what would change the shell',
      { LD_LIBRARY_PATH: '/no/lib', LC_ALL: 'C', LANG: 'en_US.UTF-8', LC_NUMERIC: 'xx_YY' },
    ],
    [
      'what no shell variable may be called',
      { 'BASH_FUNC_module%%': '() { :\n}', 'a.b': '1', 'with blank': '2', PPID: '4', UID: '5' },
    ],
    ['difficult values', { QUOTES: `'"\`$x\\`, LINES: 'one\ntwo\n', EMPTY: '', UTF: 'ø', EQUALS: '=a=b=' }],
  ])('hands on exactly the environment it was given: %s', (_title, extra) => {
    const env = { ...base.env, ...extra };
    const { stdout, stderr } = run(shell, { ...base, env });
    expect(stderr).toBe('');
    expect(environment(stdout)).toEqual({ ...env, ...marks });
  });

  it('replaces marks that came in with the environment', () => {
    const env = { ...base.env, TIMED_COMMAND_MARKS: 'old' };
    expect(environment(run(shell, { ...base, env }).stdout)).toMatchObject(marks);
  });

  it('marks the command', () => {
    const { stdout } = run(shell, { ...base, file: 'grep', args: ['Max file locks', '/proc/self/limits'] });
    expect(stdout.split(/ +/)).toContain(String(limitValue(mark)));
  });

  it('marks the command in the other limit when it is marked itself', () => {
    const { stdout } = run(shell, {
      ...base,
      marking: { ...marking, carrier: 'rss' },
      file: 'grep',
      args: ['Max resident set', '/proc/self/limits'],
    });
    expect(stdout.split(/ +/)).toContain(String(BigInt(limitValue(mark)) * 1024n));
  });

  it('runs the command in its directory, whatever it is called', async () => {
    const directory = join(await tempDir(), "- a 'b' $c");
    execFileSync('mkdir', ['--', directory]);
    expect(run(shell, { ...base, file: 'pwd', args: [], cwd: directory }).stdout).toBe(`${directory}\n`);
  });

  it('hands on arguments as they are', () => {
    const args = ['%s|', '', ' ', '*', '$HOME', '-x', '\n', "'"];
    expect(run(shell, { ...base, file: 'printf', args }).stdout).toBe(
      args
        .slice(1)
        .map((argument) => `${argument}|`)
        .join(''),
    );
  });

  it('leaves a note when the program cannot be executed', async () => {
    const failurePath = join(await tempDir(), 'note');
    expect(run(shell, { ...base, file: '/no/such/program', args: [], failurePath }).status).toBe(127);
    expect(readFileSync(failurePath, 'utf8')).toBe('127\n');
  });

  it('leaves another note when the directory cannot be entered', async () => {
    const failurePath = join(await tempDir(), 'note');
    run(shell, { ...base, file: 'true', args: [], cwd: '/no/such/directory', failurePath });
    expect(readFileSync(failurePath, 'utf8')).toBe('cwd\n');
  });

  it('writes no note through what stands at its path already', async () => {
    const failurePath = join(await tempDir(), 'note');
    writeFileSync(failurePath, 'precious');
    run(shell, { ...base, file: '/no/such/program', args: [], failurePath });
    run(shell, { ...base, file: 'true', args: [], cwd: '/no/such/directory', failurePath });
    expect(readFileSync(failurePath, 'utf8')).toBe('precious');
  });

  it('leaves no note when the command ends with 127 itself', async () => {
    const failurePath = join(await tempDir(), 'note');
    expect(run(shell, { ...base, file: 'sh', args: ['-c', 'exit 127'], failurePath }).status).toBe(127);
    expect(existsSync(failurePath)).toBe(false);
  });
});
