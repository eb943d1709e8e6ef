import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  allPids,
  inertLimitsOf,
  isThere,
  isThread,
  memoryOf,
  newestPid,
  readProc,
  statOf,
  ticksOfOwnChildren,
} from '../../src/processes/proc.ts';

const nobody = 2 ** 22 + 1;

it('lists our own process', () => {
  expect(allPids()).toContain(process.pid);
});

it('knows the pid that was handed out last', async () => {
  const child = spawn('true');
  expect(newestPid()).toBeGreaterThanOrEqual(child.pid ?? Number.NaN);
  await once(child, 'exit');
});

it('tells the group of a process and that it runs', async () => {
  const child = spawn('sleep', ['10'], { detached: true });
  expect(statOf(child.pid ?? 0)).toMatchObject({ running: true, group: child.pid });
  child.kill();
  await once(child, 'exit');
  expect(statOf(child.pid ?? 0)).toBeUndefined();
});

it('counts a zombie as ended', async () => {
  const child = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 10']);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  await expect.poll(() => statOf(Number(line.toString()))?.running).toBe(false);
  child.kill();
});

it('measures CPU time in ticks', () => {
  const endsAt = performance.now() + 60;
  while (performance.now() < endsAt);
  expect(statOf(process.pid)?.ownTicks).toBeGreaterThan(3);
});

it('measures memory', () => {
  const { residentBytes, peakBytes } = memoryOf(process.pid);
  expect(residentBytes).toBeGreaterThan(2 ** 20);
  expect(peakBytes).toBeGreaterThanOrEqual(residentBytes);
  expect(memoryOf(nobody)).toEqual({ residentBytes: 0, peakBytes: 0 });
});

it('reads the limits that do nothing', async () => {
  const child = spawn('sh', [
    '-c',
    '(ulimit -S -w 77 || ulimit -S -x 77) 2>/dev/null; ulimit -S -m 5; ulimit -S -w 77 2>/dev/null || ulimit -S -x 77; echo; exec sleep 10',
  ]);
  await once(child.stdout, 'data');
  expect(inertLimitsOf(child.pid ?? 0)).toEqual({ locks: 77, rssBytes: 5 * 1024 });
  expect(inertLimitsOf(child.pid ?? 0, 'hard')).toEqual({ locks: undefined, rssBytes: undefined });
  child.kill();
});

it('tells threads from processes', () => {
  const tasks = readdirSync('/proc/self/task').map(Number);
  expect(tasks.length).toBeGreaterThan(1);
  expect(tasks.filter((task) => !isThread(task))).toEqual([process.pid]);
});

it('has no answer about a process that is not there', () => {
  expect(readProc(`/proc/${nobody}/stat`)).toBeUndefined();
  expect(statOf(nobody)).toBeUndefined();
  expect(inertLimitsOf(nobody)).toBeUndefined();
  expect(isThread(nobody)).toBe(false);
});

it('tells who is there', () => {
  expect(isThere(process.pid)).toBe(true);
  expect(isThere(nobody)).toBe(false);
});

it('counts the CPU time of children that have ended', () => {
  const before = ticksOfOwnChildren();
  spawnSync('sh', ['-c', 'i=0; while [ $i -lt 60000 ]; do i=$((i + 1)); done']);
  expect(ticksOfOwnChildren()).toBeGreaterThan(before);
});
