import { chmod, chown, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createTestAuthority,
  expectNoProcessNaming,
  fakeGlexec,
  type FakeGlexecOptions,
  needsTool,
  onlyAsRoot,
  processesNaming,
  tempDir,
} from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLauncher } from '../../src/create-launcher.ts';
import { glexec } from '../../src/identity/glexec.ts';
import type { Policy } from '../../src/launcher.ts';
import { payloadAccount } from '../lab/lab.ts';

const user = createTestAuthority().issue('/DC=test/DC=grid/CN=Jane Doe');

const policy: Policy = { demands: [], network: 'shared', readable: [], limits: {} };

async function setUp(change: Partial<FakeGlexecOptions> = {}) {
  const root = await mkdtemp(join(tmpdir(), 'panda-test-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await chmod(root, 0o711);
  const proxy = join(root, 'user-proxy');
  await writeFile(proxy, user.delegate().file(), { mode: 0o600 });
  const file = await fakeGlexec({ account: payloadAccount, caller: { uid: 0, gid: 0 }, ...change });
  const slept: number[] = [];
  const identity = glexec({ file, proxy, label: 'PandaID 7', random: () => 0.5 });
  const sleep = (ms: number): Promise<void> => {
    slept.push(ms);
    return Promise.resolve();
  };
  const launcher = createLauncher({ identity, sleep });
  const launch = async (script: string, sandboxRoot = join(root, 'sandbox')) => {
    const sandbox = await launcher.openSandbox(sandboxRoot);
    const [stdout, stderr] = [join(sandbox.work, 'stdout'), join(sandbox.work, 'stderr')];
    const env = { PATH: '/usr/bin:/bin', MINE: 'yes' };
    const running = launcher.launch(
      { sandbox, file: '/bin/sh', args: ['-c', script], env, stdout, stderr, graceMs: 300 },
      policy,
    );
    return { sandbox, running, output: () => readFile(stdout, 'utf8') };
  };
  return { root, proxy, launcher, launch, slept };
}

describe.skipIf(onlyAsRoot() || needsTool('setpriv', 'setsid'))('gLExec (a fake that switches)', () => {
  it('runs the payload as the account of the proxy, with its own environment only', async () => {
    const { launch } = await setUp();
    const { running, output } = await launch('id -u; env | sort');
    expect((await running.result).ending).toEqual({ kind: 'exited', exitCode: 0 });
    const [uid, ...env] = (await output()).trim().split('\n');
    expect(uid).toBe(String(payloadAccount.uid));
    expect(env.filter((line) => !line.startsWith('PWD='))).toEqual(['MINE=yes', 'PATH=/usr/bin:/bin']);
  });

  it.skipIf(needsTool('gdb'))(
    "looks into the payload's processes as that account, and no longer than it may",
    async () => {
      const { launch } = await setUp();
      const seconds = `60.${process.pid}`;
      const { sandbox, running } = await launch(`exec sleep ${seconds}`);
      await running.started;
      while (processesNaming(`sleep\0${seconds}`).length === 0) await delay(5);
      const [pid] = processesNaming(`sleep\0${seconds}`);
      const bounds = { path: '/usr/bin:/bin', timeoutMs: 20_000, maxOutputBytes: 65_536 };
      const gdb = ['/usr/bin/gdb', '--batch', '--nx', '-p', String(pid), '-ex', 'backtrace'] as const;
      expect((await sandbox.examine(['/usr/bin/id', '-u'], bounds)).stdout).toBe(`${payloadAccount.uid}\n`);
      expect((await sandbox.examine(gdb, bounds)).stdout).toMatch(/^#0 /m);
      const startedAt = performance.now();
      await sandbox.examine(['/bin/sleep', '60'], { ...bounds, timeoutMs: 200 });
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      running.stop();
      await running.result;
    },
  );

  it('ends what hides in the sandbox before it lets us read there, and nothing else of that account', async () => {
    const { root, launch } = await setUp();
    const [daemon, neighbour] = ['daemon', 'neighbour'].map((name) => `${name}-${process.pid}-${Math.random()}`);
    const unmark = 'ulimit -S -w unlimited || ulimit -S -x unlimited; ulimit -S -m unlimited';
    const live = '>up; while :; do echo beat >>log; sleep 0.02; done';
    const hidden = `env -i setsid /bin/sh -c '{ ${unmark}; } 2>/dev/null; (${live}) &' ${daemon}`;
    const { sandbox, running } = await launch(`${hidden}; while [ ! -e up ]; do sleep 0.01; done`);
    const other = await launch(`sh -c 'sleep 60; exit' ${neighbour}`, join(root, 'neighbour'));
    await Promise.all([running.result, other.running.started]);
    // One, or for a moment two: what it starts is called like it until it has become `sleep`.
    expect(processesNaming(`beat >>log; sleep 0.02; done) &\0${daemon}`)).not.toEqual([]);
    await sandbox.disclose();
    await expectNoProcessNaming(`\0${daemon}`);
    expect(processesNaming(`\0${neighbour}`)).not.toEqual([]);
    other.running.stop();
    expect((await other.running.result).ending).toMatchObject({ kind: 'cancelled' });
  });

  it.each([201, 202, 203, 204])('tells the exit code %i of a payload from its own', async (exitCode) => {
    for (const linger of [true, false]) {
      const { launch, slept } = await setUp({ linger });
      const { running } = await launch(`exit ${exitCode}`);
      expect((await running.result).ending).toEqual({ kind: 'exited', exitCode });
      expect(slept).toEqual([]);
    }
  });

  it('is asked again, after longer and longer pauses, while it refuses for what may pass', async () => {
    const { root, launcher, slept } = await setUp();
    const sandbox = await launcher.openSandbox(join(root, 'sandbox'));
    const refusing = await setUp({ refuseFirst: { calls: 3, exitCode: 203 } });
    const payload = {
      sandbox,
      file: '/bin/true',
      args: [],
      env: {},
      stdout: join(sandbox.work, 'o'),
      stderr: join(sandbox.work, 'e'),
    };
    expect((await refusing.launcher.launch(payload, policy).result).ending).toEqual({ kind: 'exited', exitCode: 0 });
    expect(refusing.slept).toEqual([1000, 2000, 4000]);
    expect(slept).toEqual([]);
  });

  it('is asked again for the sandbox, too', async () => {
    const { launch, slept } = await setUp({ refuseFirst: { calls: 2, exitCode: 202 } });
    const { running } = await launch('exit 3');
    expect((await running.result).ending).toEqual({ kind: 'exited', exitCode: 3 });
    expect(slept).toEqual([1000, 2000]);
  });

  it('is given up after the fourth refusal', async () => {
    const { root, launcher } = await setUp();
    const sandbox = await launcher.openSandbox(join(root, 'sandbox'));
    const refusing = await setUp({ refuseFirst: { calls: 99, exitCode: 202 } });
    const payload = {
      sandbox,
      file: '/bin/true',
      args: [],
      env: {},
      stdout: join(sandbox.work, 'o'),
      stderr: join(sandbox.work, 'e'),
    };
    const running = refusing.launcher.launch(payload, policy);
    await expect(running.result).rejects.toMatchObject({ code: 1226, details: { exitCode: 202 } });
    expect(refusing.slept).toHaveLength(3);
    expect(await running.started).toBeUndefined();
  });

  it('is not asked again when the pilot itself is at fault', async () => {
    const { root, launcher } = await setUp();
    const sandbox = await launcher.openSandbox(join(root, 'sandbox'));
    const refusing = await setUp({ refuseFirst: { calls: 99, exitCode: 201 } });
    const payload = {
      sandbox,
      file: '/bin/true',
      args: [],
      env: {},
      stdout: join(sandbox.work, 'o'),
      stderr: join(sandbox.work, 'e'),
    };
    await expect(refusing.launcher.launch(payload, policy).result).rejects.toThrow('[gLExec]:');
    expect(refusing.slept).toEqual([]);
  });

  it('is found out when it only logs: nothing is made, and nothing runs as the pilot', async () => {
    const { root, launcher } = await setUp();
    const sandbox = await launcher.openSandbox(join(root, 'sandbox'));
    const logging = await setUp({ mode: 'logging' });
    await expect(logging.launcher.openSandbox(join(logging.root, 'sandbox'))).rejects.toThrow(
      "as the pilot's own account (uid 0)",
    );
    const made = join(logging.root, 'made');
    const payload = {
      sandbox,
      file: '/bin/sh',
      args: ['-c', `id -u >${made}`],
      env: { A: 'b' },
      stdout: join(sandbox.work, 'o'),
      stderr: join(sandbox.work, 'e'),
    };
    await expect(logging.launcher.launch(payload, policy).result).rejects.toThrow(
      "runs commands as the pilot's own account (uid 0)",
    );
    await expect(stat(made)).rejects.toThrow('ENOENT');
  });

  it('does not run a payload for a proxy that has expired meanwhile, or is gone', async () => {
    const { launch, launcher, proxy, root } = await setUp();
    const { sandbox, running } = await launch('exit 0');
    await running.result;
    await writeFile(proxy, user.delegate({ notAfter: new Date(Date.now() - 1000) }).file());
    const payload = {
      sandbox,
      file: '/bin/true',
      args: [],
      env: {},
      stdout: join(sandbox.work, 'o'),
      stderr: join(sandbox.work, 'e'),
    };
    await expect(launcher.launch(payload, policy).result).rejects.toMatchObject({
      errorName: 'CERTIFICATE_HAS_EXPIRED',
    });
    await rm(proxy);
    await expect(launcher.launch(payload, policy).result).rejects.toMatchObject({ errorName: 'NO_PROXY' });
    expect(await readdir(root)).toContain('sandbox');
  });

  it('makes a sandbox that belongs to the account and that only the account can write', async () => {
    const { launcher, root } = await setUp();
    const sandbox = await launcher.openSandbox(join(root, 'sandbox'));
    const modes = await Promise.all([sandbox.work, sandbox.temporary, sandbox.home].map((path) => stat(path)));
    expect(modes.map(({ uid, mode }) => [uid, mode & 0o7777])).toEqual([
      [payloadAccount.uid, 0o755],
      [payloadAccount.uid, 0o700],
      [payloadAccount.uid, 0o700],
    ]);
    expect((await stat(sandbox.root)).mode & 0o7777).toBe(0o711);
    expect((await launcher.openSandbox(sandbox.root)).owner).toBe(payloadAccount.uid);
  });

  it('says which directory keeps the account out', async () => {
    const { launcher } = await setUp();
    const closed = await tempDir();
    await chmod(closed, 0o700);
    const opening = launcher.openSandbox(join(closed, 'sandbox'));
    await expect(opening).rejects.toMatchObject({
      message: expect.stringContaining(`${closed} cannot be entered by others`),
      hint: expect.stringContaining('chmod o+x'),
    });
  });

  it('refuses a sandbox that somebody else has prepared', async () => {
    const { launcher, root } = await setUp();
    const sandbox = await launcher.openSandbox(join(root, 'sandbox'));
    await chown(sandbox.home, 61_007, 61_007);
    await expect(launcher.openSandbox(sandbox.root)).rejects.toThrow(
      'something else than the three directories of one account',
    );
  });

  it("brings files in and out with the account's rights", async () => {
    const { launcher, root } = await setUp();
    const sandbox = await launcher.openSandbox(join(root, 'sandbox'));
    const source = join(root, 'source');
    await writeFile(source, 'x'.repeat(200_000), { mode: 0o600 });
    await sandbox.bringIn(source, 'work/input');
    const { uid, mode, size } = await stat(join(sandbox.work, 'input'));
    expect([uid, mode & 0o777, size]).toEqual([payloadAccount.uid, 0o600, 200_000]);
    await expect(sandbox.bringIn(source, 'work/input')).rejects.toMatchObject({ errorName: 'FILE_HANDLING_FAILURE' });
    expect(await sandbox.bringOut('work/input', join(root, 'copy'))).toBe(200_000);
    await expect(sandbox.bringOut('work/input', join(root, 'copy'))).rejects.toThrow('exists already');
    await expect(sandbox.bringOut('work/input', join(root, 'short'), { maxBytes: 1000 })).rejects.toThrow(
      'larger than 1000 bytes',
    );
    expect((await readdir(root)).sort()).not.toContain('short');
  });

  it('leaves a program a program, and half a file nowhere', async () => {
    const { launcher, root } = await setUp();
    const sandbox = await launcher.openSandbox(join(root, 'sandbox'));
    const source = join(root, 'program');
    await writeFile(source, '#!/bin/sh\n', { mode: 0o750 });
    await sandbox.bringIn(source, 'work/program');
    expect((await stat(join(sandbox.work, 'program'))).mode & 0o777).toBe(0o755);
    await expect(sandbox.bringIn(root, 'work/directory')).rejects.toThrow();
    expect(await readdir(sandbox.work)).toEqual(['program']);
  });

  it('lets everybody read what the payload has locked away, and nothing outside', async () => {
    const { launch, root } = await setUp();
    const secret = join(root, 'secret');
    await writeFile(secret, 'secret', { mode: 0o600 });
    const { sandbox, running } = await launch(`umask 077; mkdir a; echo x >a/b; chmod 0 a/b a; ln -s ${secret} link`);
    await running.result;
    await sandbox.disclose();
    const modes = await Promise.all(['a', 'a/b'].map((path) => stat(join(sandbox.work, path))));
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o755, 0o644]);
    expect((await stat(secret)).mode & 0o777).toBe(0o600);
  });

  it('replaces the credential as a whole, while the payload runs', async () => {
    const { launch, proxy, root } = await setUp();
    const { sandbox, running } = await launch('sleep 60');
    await running.started;
    await sandbox.placeCredential(proxy);
    const renewed = join(root, 'renewed');
    await writeFile(renewed, user.delegate().file(), { mode: 0o600 });
    await sandbox.placeCredential(renewed);
    expect(await readFile(sandbox.credential, 'utf8')).toBe(await readFile(renewed, 'utf8'));
    const { uid, mode } = await stat(sandbox.credential);
    expect([uid, mode & 0o777]).toEqual([payloadAccount.uid, 0o600]);
    running.stop();
    await running.result;
  });

  it('removes everything through the account, and what it has forgotten at the end', async () => {
    const { launch, launcher, root } = await setUp();
    const { running } = await launch('mkdir -p a/b; : >a/b/c; chmod 0 a/b a; umask 077; : >.hidden');
    await running.result;
    expect(await launcher.cleanup()).toEqual([]);
    await expect(stat(join(root, 'sandbox'))).rejects.toThrow('ENOENT');
  });
});
