import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLease } from '@panda-pilot/lease';
import { onlyAsRoot } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jobDirectories, siteDirectories } from '../src/recovery/site-directory.ts';
import { type Grid, jobOf, log, pilotBundle, startGrid } from './grid.ts';

const secret = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"pilot"}').toString('base64url')}.c2VjcmV0LXNpZ25hdHVyZQ`;

/** A pilot that shows a token and runs a payload, which says how much of it a core dump would hold. */
async function running(
  env: Record<string, string> = {},
  more: readonly string[] = [],
): Promise<{
  readonly grid: Grid;
  readonly id: number;
  readonly cwd: string;
  readonly agent: number;
  readonly runjob: number;
  readonly ended: ReturnType<Grid['pilot']>['ended'];
}> {
  const grid = await startGrid({ tokens: [{ token: secret, name: 'Pilot', groups: ['atlas/production'] }] });
  const [cwd, file, seen] = ['launch', 'token', 'seen'].map((name) => join(grid.directory, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(cwd);
  await writeFile(file, secret, { mode: 0o600 });
  const whole = `until grep -q 33 /proc/self/coredump_filter; do sleep 0.02; done; touch ${seen}; exec sleep 50`;
  const id = await grid.submit({ transformation: await grid.script('long', whole), log: log('log.tgz') });
  const args = ['--token-file', file, '--token-origin', 'atlas:production', '--grace', '1', ...more];
  // As at a site that keeps core dumps of whatever size.
  const under = ['sh', '-c', 'ulimit -c unlimited; exec "$@"', 'sh'];
  const pilot = grid.pilot(args, { cwd, env, ...(onlyAsRoot() ? {} : { under }) });
  while (!existsSync(seen)) await sleep(20);
  const agent = (await pilot.started) ?? 0;
  const [job] = await jobDirectories((await siteDirectories(grid.workdir))[0] ?? '');
  const lease = readLease(job ?? '');
  if (lease.kind !== 'held') throw new Error('the payload runs, and no runjob holds its job');
  return { grid, id, cwd, agent, runjob: lease.owner.pid, ended: pilot.ended };
}

/** With which the bundle starts Node. */
async function debuggerOption(): Promise<string> {
  return /--inspect-port=[\d.:]+/.exec(await readFile(pilotBundle, 'latin1'))?.[0] ?? '';
}

describe('the credential of a pilot', () => {
  it('is in no core dump: of agent and runjob the kernel dumps no memory, of the payload what it always does', async () => {
    const { grid, cwd, agent, runjob, ended } = await running();
    for (const pid of [agent, runjob])
      expect(await readFile(`/proc/${pid}/coredump_filter`, 'utf8')).toBe('00000000\n');
    process.kill(agent, 'SIGABRT');
    expect((await ended).signal).toBe('SIGABRT');
    for (const name of await readdir(cwd)) expect((await readFile(join(cwd, name))).includes(secret)).toBe(false);
    const pattern = await readFile('/proc/sys/kernel/core_pattern', 'utf8');
    // Elsewhere the kernel hands it to a program.
    if (!onlyAsRoot() && /^core\s/.test(pattern)) expect(await readdir(cwd)).toEqual([expect.stringMatching(/^core/)]);
    process.kill(runjob, 'SIGTERM');
    await grid.pilot([], { command: 'recover' }).ended;
  });

  it('is in no report of Node, and no debugger is opened, whoever sends SIGUSR1 to every process of the slot', async () => {
    const reports = '--report-on-signal --report-signal=SIGWINCH';
    const { grid, id, cwd, agent, runjob, ended } = await running({ NODE_OPTIONS: reports }, ['--keep']);
    expect(await readFile(`/proc/${runjob}/cmdline`, 'utf8')).toContain(`\0${await debuggerOption()}\0`);
    process.kill(agent, 'SIGWINCH');
    while (!(await readdir(cwd)).some((name) => name.endsWith('.json'))) await sleep(20);
    process.kill(runjob, 'SIGUSR1');
    process.kill(agent, 'SIGUSR1');
    const { exitCode, stderr } = await ended;
    const written = (await readdir(grid.workdir, { recursive: true })).filter((path) => path.endsWith('runjob.stderr'));
    const said = await Promise.all(written.map((path) => readFile(join(grid.workdir, path), 'utf8')));
    expect([exitCode, jobOf(grid, id).columns.pilotErrorCode]).toEqual([138, 1207]);
    const [report = ''] = await readdir(cwd);
    expect(await readFile(join(cwd, report), 'utf8')).not.toContain(secret);
    expect([stderr, said.join('')]).toEqual([expect.not.stringMatching(/Debugger/), '']);
  });

  it('is reached by no debugger before signals are handled either', async () => {
    // Ends with its stdin: the thread that would open the debugger takes its time.
    const signalled = 'process.kill(process.pid, "SIGUSR1"); process.stdin.resume()';
    const child = spawn(process.execPath, [await debuggerOption(), '--eval', signalled], { env: {} });
    onTestFinished(() => void child.kill('SIGKILL'));
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
      if (stderr.includes('\n')) child.stdin.end();
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(stderr).toMatch(/^Starting inspector on 0\.0\.0\.1:1024 failed: address not available$/m);
    expect(stderr).not.toContain('Debugger listening');
  });
});
