import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { allPids, inertLimitsOf, isThere, isThread, memoryOf, newestPid, readProc } from '../../src/processes/proc.ts';

const nobody = 2 ** 22 + 1;

it('lists our own process', () => {
  expect(allPids()).toContain(process.pid);
});

it('knows the pid that was handed out last', async () => {
  const child = spawn('true');
  expect(newestPid()).toBeGreaterThanOrEqual(child.pid ?? Number.NaN);
  await once(child, 'exit');
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
  expect(inertLimitsOf(nobody)).toBeUndefined();
  expect(isThread(nobody)).toBe(false);
});

it('tells who is there', () => {
  expect(isThere(process.pid)).toBe(true);
  expect(isThere(nobody)).toBe(false);
});
