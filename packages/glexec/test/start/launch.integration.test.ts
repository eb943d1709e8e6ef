import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectGroupGone, expectNoProcessNaming, needsTool, tempDir } from '@panda-pilot/testkit';
import type { RunningCommand } from '@panda-pilot/timed-command';
import { describe, expect, it } from 'vitest';
import { bubblewrap } from '../../src/box/bubblewrap.ts';
import { createLauncher } from '../../src/create-launcher.ts';
import type { Launcher, Payload, Policy } from '../../src/launcher.ts';
import { pretendedSwitch } from '../lab/pretended-switch.ts';

const unlimited: Policy = { demands: [], network: 'shared', readable: [], limits: {} };
const limited: Policy = { ...unlimited, limits: { fileBytes: 1_000_000 } };

const launchers: Readonly<Record<string, { readonly launcher: () => Launcher; readonly policy: Policy }>> = {
  none: { launcher: () => createLauncher(), policy: unlimited },
  'none with limits': { launcher: () => createLauncher(), policy: limited },
  bubblewrap: { launcher: () => createLauncher({ box: bubblewrap() }), policy: limited },
  'a switch': { launcher: () => pretendedSwitch({}), policy: limited },
  'a switch and bubblewrap': { launcher: () => pretendedSwitch({ box: bubblewrap() }), policy: limited },
};

describe.skipIf(needsTool('bwrap', 'setsid')).each(Object.entries(launchers))(
  'a payload under %s',
  (_name, { launcher, policy }) => {
    const run = async (script: string, change: Partial<Payload> = {}) => {
      const by = launcher();
      const sandbox = await by.openSandbox(join(await tempDir(), 'sandbox'));
      const [stdout, stderr] = [join(sandbox.work, 'stdout'), join(sandbox.work, 'stderr')];
      const env = { PATH: '/usr/bin:/bin' };
      // Who ends when he is asked to has time for it.
      const graceMs = 20_000;
      const running = by.launch(
        { sandbox, file: '/bin/sh', args: ['-c', script], env, stdout, stderr, graceMs, ...change },
        policy,
      );
      return {
        running,
        sandbox,
        stdout,
        output: () => readFile(stdout, 'utf8'),
        errors: () => readFile(stderr, 'utf8'),
      };
    };

    it('runs in its directory with its output in files', async () => {
      const { running, sandbox, output, errors } = await run('pwd; echo err >&2; exit 7');
      const { ending, proved } = await running.result;
      expect(ending).toEqual({ kind: 'exited', exitCode: 7 });
      expect(await output()).toBe(`${sandbox.work}\n`);
      expect(await errors()).toBe('err\n');
      expect(proved).toBe(true);
    });

    it.each([0, 1, 126, 127, 137, 201, 202, 203, 204, 255])('ends with its own exit code %i', async (exitCode) => {
      const { running } = await run(`exit ${exitCode}`);
      expect((await running.result).ending).toEqual({ kind: 'exited', exitCode });
    });

    it('tells when it has started', async () => {
      const { running } = await run('sleep 60');
      expect(await running.started).toBe(running.pid);
      expect(running.pid).toBeGreaterThan(1);
      running.stop('enough');
      expect((await running.result).ending).toEqual({ kind: 'cancelled', forced: false, reason: 'enough' });
      await expectGroupGone(running.pid ?? 0);
    });

    it('is told once, gently, when it is to end', async () => {
      const script = 'trap "echo told; sleep 0.2; echo saved; exit 3" TERM; echo up; while :; do sleep 0.05; done';
      const { running, stdout, output } = await run(script);
      await untilUp(running, stdout);
      running.stop('enough');
      expect((await running.result).ending).toEqual({ kind: 'cancelled', forced: false, reason: 'enough' });
      expect(await output()).toBe('up\ntold\nsaved\n');
    });

    it('is told so when its time is over', async () => {
      const { running } = await run('sleep 60', { timeoutMs: 200 });
      expect((await running.result).ending).toEqual({ kind: 'timed-out', forced: false });
    });

    it('is killed when it does not obey', async () => {
      const marker = `stubborn-${process.pid}-${Math.random()}`;
      const { running, stdout } = await run('trap "" TERM; echo up; while :; do sleep 0.05; done', {
        args: ['-c', 'trap "" TERM; echo up; while :; do sleep 0.05; done', marker],
        graceMs: 200,
      });
      await untilUp(running, stdout);
      running.stop();
      expect((await running.result).ending).toMatchObject({ kind: 'cancelled', forced: true });
      await expectNoProcessNaming(marker);
    });

    it('takes its group with it, and what made a session of its own', async () => {
      const marker = `runaway-${process.pid}-${Math.random()}`;
      const { running } = await run(
        `setsid sh -c 'sleep 60; exit' ${marker} & sh -c 'sleep 60; exit' ${marker} & exit 0`,
      );
      expect((await running.result).ending).toEqual({ kind: 'exited', exitCode: 0 });
      await expectNoProcessNaming(marker);
    });

    it('never starts when it is stopped before', async () => {
      const { running, stdout } = await run('echo ran', { signal: AbortSignal.abort('too late') });
      expect((await running.result).ending).toEqual({ kind: 'cancelled', forced: false, reason: 'too late' });
      expect(await running.started).toBeUndefined();
      expect(await readFile(stdout, 'utf8').catch(() => '')).toBe('');
    });

    it('is not started when its file is missing, and says so', async () => {
      const { running } = await run('', { file: '/nonexistent/payload' });
      expect((await running.result).ending).toMatchObject({ kind: 'not-started', code: 'ENOENT', which: 'file' });
      expect(await running.started).toBeUndefined();
    });

    it('is not started when its file cannot be executed, and says so', async () => {
      const { running } = await run('', { file: '/etc/passwd' });
      expect((await running.result).ending).toMatchObject({ kind: 'not-started', code: 'EACCES', which: 'file' });
    });

    it('has exactly the environment that it is given', async () => {
      const env = { PATH: '/usr/bin:/bin', VALUE: 'a\nb\\c $d é', LD_LIBRARY_PATH: '/nonexistent' };
      const { running, output } = await run('', { file: '/usr/bin/env', args: ['-0'], env });
      await running.result;
      const seen = (await output()).split('\0').filter((line) => !/^(?:TIMED_COMMAND_MARKS=|PWD=|$)/.test(line));
      expect(seen.sort()).toEqual(
        Object.entries(env)
          .map(([name, value]) => `${name}=${value}`)
          .sort(),
      );
    });

    it('writes to its standard output by name, too', async () => {
      const { running, output } = await run('echo plain; echo named >>/dev/stdout');
      expect((await running.result).ending).toEqual({ kind: 'exited', exitCode: 0 });
      expect(await output()).toBe('plain\nnamed\n');
    });
  },
);

it.each(['none', 'bubblewrap'])(
  '%s opens no file of ours for a payload that left a link where its output is to be',
  async (name) => {
    const directory = await tempDir();
    await writeFile(join(directory, 'precious'), 'precious');
    const by = launchers[name]?.launcher() ?? createLauncher();
    const sandbox = await by.openSandbox(join(directory, 'sandbox'));
    const [stdout, stderr] = [join(sandbox.work, 'stdout'), join(sandbox.work, 'stderr')];
    await symlink(join(directory, 'precious'), stdout);
    const { ending } = await by.launch({ sandbox, file: '/bin/echo', args: ['x'], env: {}, stdout, stderr }, limited)
      .result;
    expect(ending).toMatchObject({ kind: 'not-started' });
    expect(await readFile(join(directory, 'precious'), 'utf8')).toBe('precious');
  },
);

async function untilUp(running: RunningCommand, stdout: string): Promise<void> {
  await running.started;
  while ((await readFile(stdout, 'utf8')) === '') await sleep(5);
}
