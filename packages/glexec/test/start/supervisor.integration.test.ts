import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectGroupGone, expectNoProcessNaming, tempDir } from '@panda-pilot/testkit';
import { startCommand } from '@panda-pilot/timed-command';
import { describe, expect, it } from 'vitest';
import { environmentBlock } from '../../src/start/environment.ts';
import { createLineReader } from '../../src/start/line-reader.ts';
import { starterCommand } from '../../src/start/starter.ts';
import { carryingMarks, supervisorCommand } from '../../src/start/supervisor.ts';

const own = process.geteuid?.() ?? 0;

describe('a supervisor', () => {
  it('says who it is, and how the payload ended, launcher-like codes too', async () => {
    const { told } = await supervise('exit 203');
    expect(told).toEqual([`ready ${own}`, 'started', 'ended 203']);
  });

  it('runs nothing before it is told to go', async () => {
    const file = join(await tempDir(), 'made');
    const { told } = await supervise(`: >${file}`, { onReady: (control) => control.end('A=b\n\n') });
    expect(told).toEqual([`ready ${own}`]);
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });

  it('gives the payload nothing of its own environment', async () => {
    const { output } = await supervise('env -0', { env: { A: 'b' } });
    expect(
      output
        .split('\0')
        .filter((line) => !line.startsWith('PWD='))
        .sort(),
    ).toEqual(['', 'A=b']);
  });

  it('ends the payload gently when its input ends', async () => {
    const { told, output } = await supervise('trap "echo bye; exit 7" TERM; echo up; while :; do sleep 0.05; done', {
      onUp: (control) => void control.end(),
    });
    expect(told).toEqual([`ready ${own}`, 'started', 'ended 7']);
    expect(output).toBe('up\nbye\n');
  });

  it('kills a payload that does not obey within its grace, and says so', async () => {
    const { told } = await supervise('trap "" TERM; echo up; while :; do sleep 0.05; done', {
      graceMs: 200,
      onUp: (control) => void control.end(),
    });
    expect(told).toEqual([`ready ${own}`, 'started', 'forced', 'ended 137']);
  });

  it('kills the whole group of the payload', async () => {
    const marker = `kin-of-${process.pid}`;
    await supervise(`sh -c 'trap "" TERM; echo up; sleep 60; exit' ${marker} & sleep 60`, {
      graceMs: 100,
      onUp: (control) => void control.end(),
    });
    await expectNoProcessNaming(marker);
  });

  it('leaves SIGINT to the payload', async () => {
    const { output } = await supervise('trap "echo caught" INT; kill -s INT $$; echo on');
    expect(output).toBe('caught\non\n');
  });

  it('kills nobody for a limit that many have', async () => {
    // The limit on resident memory is the batch system's here; a process of somebody else has the same.
    const limit = ['-c', 'ulimit -S -m 8000000; exec "$@"', 'sh'];
    const neighbour = startCommand('/bin/sh', [...limit, '/bin/sleep', '60'], { env: {} });
    const { told } = await supervise('echo up; sleep 60', {
      before: ['/bin/sh', ...limit],
      onUp: (control) => void control.end(),
    });
    expect(told).toEqual([`ready ${own}`, 'started', 'ended 143']);
    const pid = (await neighbour.started) ?? Number.NaN;
    expect(process.kill(pid, 0)).toBe(true);
    neighbour.stop();
    expect((await neighbour.result).ending.kind).toBe('cancelled');
  });

  it('puts the marks of timed-command on again where something took them off', async () => {
    const { output } = await supervise('cat /proc/self/limits', {
      between: ['/bin/sh', '-c', 'ulimit -S -w unlimited 2>/dev/null || ulimit -S -x unlimited; exec "$@"', 'sh'],
    });
    expect(output).toMatch(/Max file locks +\d{10,} +unlimited/);
  });
});

interface Change {
  readonly env?: Readonly<Record<string, string>>;
  readonly graceMs?: number;
  /** Stands where the pilot is. */
  readonly before?: readonly string[];
  /** Stands where an identity switch would. */
  readonly between?: readonly string[];
  readonly onReady?: (control: PassThrough) => void;
  /** Called when the payload has written its first word. */
  readonly onUp?: (control: PassThrough) => void;
}

async function supervise(script: string, change: Change = {}) {
  const { env = { PATH: '/usr/bin:/bin' }, graceMs = 20_000, before = [], between = [], onUp } = change;
  const { onReady = (control: PassThrough) => void control.write(`${environmentBlock(env)}go\n`) } = change;
  const work = await tempDir();
  const output = { stdout: join(work, 'stdout'), stderr: join(work, 'stderr') };
  const starter = starterCommand({ work, output, limits: {}, file: '/bin/sh', args: ['-c', script] });
  const supervisor = supervisorCommand({ graceMs, boxed: false, clearsEnvironment: false, command: starter });
  const [file = '', ...args] = [...before, ...carryingMarks([...between, ...supervisor])];
  const control = new PassThrough();
  const told: string[] = [];
  const listen = createLineReader((line) => {
    told.push(line);
    if (line.startsWith('ready')) onReady(control);
    if (line === 'started' && onUp !== undefined) void untilNotEmpty(output.stdout).then(() => onUp(control));
  });
  const onOutput = (chunk: Buffer, stream: 'stdout' | 'stderr'): void => {
    if (stream === 'stdout') listen(chunk);
  };
  const running = startCommand(file, args, { env: {}, stdin: control, onOutput, timeoutMs: 30_000 });
  const { stderr, pid } = await running.result;
  if (pid !== undefined) await expectGroupGone(pid);
  return { told, stderr, output: await readFile(output.stdout, 'utf8').catch(() => '') };
}

async function untilNotEmpty(path: string): Promise<void> {
  while ((await stat(path)).size === 0) await sleep(5);
}
