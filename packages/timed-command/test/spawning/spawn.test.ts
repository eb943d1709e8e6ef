import { beforeAll, expect, it, vi } from 'vitest';
import type { Exit } from '../../src/ending.ts';
import { loadExeca, spawn, type Spawned } from '../../src/spawning/spawn.ts';

const env = { PATH: '/usr/bin:/bin' };
const silent = ['ignore', 'ignore', 'ignore'] as const;

beforeAll(loadExeca);

async function started(script: string, channel: 'pipe'[] = []): Promise<{ spawned: Spawned; exit: Promise<Exit> }> {
  const onPid = vi.fn();
  const entry = { file: '/bin/sh', args: ['-c', script], env };
  const spawned = spawn(entry, { stdio: [...silent, ...channel], detached: true, onPid });
  if (spawned instanceof Promise) throw new Error((await spawned).message);
  expect(onPid).toHaveBeenCalledExactlyOnceWith(spawned.pid);
  return { spawned, exit: new Promise((resolve) => spawned.onExit(resolve)) };
}

it('tells the exit code', async () => {
  expect(await (await started('exit 7')).exit).toEqual({ kind: 'exited', exitCode: 7 });
});

it('tells the signal', async () => {
  expect(await (await started('kill -TERM $$')).exit).toEqual({ kind: 'signaled', signal: 'SIGTERM' });
});

it('makes the process the leader of a group of its own', async () => {
  const { spawned, exit } = await started('sleep 60');
  process.kill(-spawned.pid, 'SIGKILL');
  expect(await exit).toEqual({ kind: 'signaled', signal: 'SIGKILL' });
});

it('opens a channel only when it is wanted', async () => {
  const { spawned, exit } = await started('echo hello >&3', ['pipe']);
  expect(Buffer.concat((await spawned.channel?.toArray()) as Buffer[]).toString()).toBe('hello\n');
  await exit;
  const plain = await started('exit 0');
  expect(plain.spawned.channel).toBeUndefined();
  await plain.exit;
});

it('tells arguments that are too large from a system that refuses', async () => {
  const options = { stdio: silent, detached: true, onPid: () => undefined };
  const large = { file: '/bin/true', args: Array.from({ length: 30 }, () => 'x'.repeat(100_000)), env };
  expect(await spawn(large, options)).toMatchObject({ kind: 'not-started', code: 'E2BIG', which: 'arguments' });
  const missing = { file: '/no/such/shell', args: [], env };
  expect(await spawn(missing, options)).toMatchObject({ kind: 'not-started', code: 'ENOENT', which: 'system' });
});
