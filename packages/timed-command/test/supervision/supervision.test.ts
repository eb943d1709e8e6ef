import { expect, it } from 'vitest';
import type { CommandOptions } from '../../src/command.ts';
import { launch } from '../../src/supervision/launch.ts';
import { prepare } from '../../src/supervision/prepare.ts';
import { textOf } from '../../src/streams/output.ts';
import { hasEnded, statOf } from '../../src/processes/process-stat.ts';
import { mortals } from '../../src/supervision/session.ts';
import { createStopper, type Stopper } from '../../src/supervision/stopper.ts';
import { Supervision, type Outcome } from '../../src/supervision/supervision.ts';

async function supervise(
  script: string,
  options: Partial<CommandOptions> = {},
): Promise<{ stopper: Stopper; outcome: Promise<Outcome>; pid: number }> {
  const whole = { env: { PATH: '/usr/bin:/bin' }, ...options };
  const prepared = await prepare({ file: '/bin/sh', args: ['-c', script], options: whole });
  if ('kind' in prepared) throw new Error(prepared.message);
  const launched = launch(prepared);
  if (launched instanceof Promise) throw new Error((await launched).message);
  const stopper = createStopper(whole);
  const { outcome } = new Supervision(launched, stopper);
  return { stopper, outcome: outcome.finally(() => stopper.lift()), pid: launched.spawned.pid };
}

it('concludes a command that ends and leaves nothing', async () => {
  const { outcome, pid } = await supervise('echo x; exit 3');
  expect(mortals).toContain(-pid);
  const { captured, ...rest } = await outcome;
  expect(rest).toMatchObject({ ending: { kind: 'exited', exitCode: 3 }, leftovers: 0, proved: true });
  expect(captured.stdout && textOf(captured.stdout)).toBe('x\n');
  expect(mortals).not.toContain(-pid);
});

it('kills what outlives the command', async () => {
  const { outcome } = await supervise('setsid sleep 60 & setsid sleep 60 &');
  expect(await outcome).toMatchObject({ ending: { kind: 'exited', exitCode: 0 }, leftovers: 2, proved: true });
});

it('waits for it when it is told to', async () => {
  const { outcome } = await supervise('(sleep 0.1; echo late) & echo early', { leftovers: 'wait' });
  const { captured, leftovers, proved } = await outcome;
  expect(proved).toBe(true);
  // The subshell, and its `sleep` if that has been started already.
  expect([1, 2]).toContain(leftovers);
  expect(captured.stdout && textOf(captured.stdout)).toBe('early\nlate\n');
});

it('leaves it, and then proves nothing', async () => {
  const { outcome, pid } = await supervise('sleep 60 &', { leftovers: 'leave' });
  expect(await outcome).toMatchObject({ ending: { kind: 'exited', exitCode: 0 }, leftovers: 1, proved: false });
  process.kill(-pid, 'SIGKILL');
});

it('ends a command at the first cause, whatever comes later', async () => {
  const { stopper, outcome } = await supervise('exec sleep 60');
  stopper.stop({ kind: 'cancelled', reason: 'first' });
  stopper.stop({ kind: 'timed-out' });
  expect((await outcome).ending).toEqual({ kind: 'cancelled', forced: false, reason: 'first' });
});

it('has ended by itself what did so within its limit, though we were too busy to see it', async () => {
  const { outcome, pid } = await supervise('exit 3', { timeoutMs: 20 });
  const limitAt = performance.now() + 20;
  for (let isOver = false; !isOver || performance.now() < limitAt;) {
    const stat = statOf(pid);
    isOver = stat === undefined || hasEnded(stat);
  }
  expect((await outcome).ending).toEqual({ kind: 'exited', exitCode: 3 });
});

it('says each first signal and each SIGKILL before it is sent', async () => {
  const said: string[] = [];
  let isUp = false;
  const { outcome, stopper } = await supervise('trap "" TERM; echo up; while :; do sleep 0.05; done', {
    graceMs: 50,
    onSignal: (signal) => said.push(signal),
    onOutput: () => (isUp = true),
  });
  await expect.poll(() => isUp, { timeout: 9000 }).toBe(true);
  stopper.stop({ kind: 'timed-out' });
  expect(await outcome).toMatchObject({ ending: { kind: 'timed-out', forced: true }, proved: true });
  expect(said).toEqual(['SIGTERM', 'SIGKILL']);
});
