import { describe, expect, it } from 'vitest';
import { runCommand, startCommand } from '../../src/run-command.ts';
import { findShelter } from '../../src/spawning/shelter.ts';

const env = { PATH: '/usr/bin:/bin' };
const shelter = await findShelter();

it('is looked for once', () => {
  expect(findShelter()).toBe(findShelter());
});

describe.skipIf(shelter === undefined)('a PID namespace', () => {
  const run = (script: string, options: object = {}) =>
    runCommand('sh', ['-c', script], { env, isolate: 'pid', ...options });

  it('shows the command only its own processes, and it is not the first', async () => {
    const { stdout, ending } = await run('echo $$; ls /proc | grep -c "^[0-9]"; exit 4');
    expect(ending).toEqual({ kind: 'exited', exitCode: 4 });
    const [pid, count] = stdout.split('\n').map(Number);
    expect(pid).toBeGreaterThan(1);
    expect(count).toBeLessThan(8);
  });

  it('keeps the user who he is', async () => {
    expect((await run('id -u')).stdout).toBe(`${process.getuid?.()}\n`);
  });

  it('is emptied by the kernel when the command ends', async () => {
    expect(await run('setsid sleep 60 & echo done')).toMatchObject({
      ending: { kind: 'exited', exitCode: 0 },
      stdout: 'done\n',
      proved: true,
    });
  });

  /** Stops it when it has said something. */
  const runUntilUp = (script: string, graceMs: number) => {
    const onOutput = (): void => command.stop('enough');
    const command = startCommand('sh', ['-c', script], { env, isolate: 'pid', graceMs, onOutput });
    return command.result;
  };

  it('gives the command its grace', async () => {
    const result = await runUntilUp('trap "echo bye; exit 3" TERM; echo ready; while :; do sleep 0.01; done', 20_000);
    expect(result).toMatchObject({
      ending: { kind: 'cancelled', forced: false },
      stdout: 'ready\nbye\n',
      exit: { kind: 'exited', exitCode: 3 },
    });
  });

  it('is killed when the command ignores that', async () => {
    const result = await runUntilUp('trap "" TERM; echo ready; sleep 60', 100);
    expect(result).toMatchObject({ ending: { kind: 'cancelled', forced: true }, proved: true });
  });

  it('tells when the program cannot be executed', async () => {
    const result = await runCommand('/no/such/program', [], { env, isolate: 'pid' });
    expect(result.ending).toMatchObject({ kind: 'not-started', code: 'ENOENT', which: 'file' });
  });
});
