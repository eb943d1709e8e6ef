import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { hasEnded, parseProcessStat, statOf, ticksOfOwnChildren } from '../../src/processes/process-stat.ts';

const line = (name: string, state = 'S'): string =>
  `4711 (${name}) ${state} 12 4700 4699 0 -1 4194560 100 0 0 0 150 50 30 20 20 0 7 0 98765 10485760 2560 184 0 0`;

describe('parseProcessStat', () => {
  it('reads ids, times, threads and memory', () => {
    expect(parseProcessStat(line('sleep'))).toEqual({
      pid: 4711,
      name: 'sleep',
      state: 'S',
      parent: 12,
      group: 4700,
      session: 4699,
      userSeconds: 1.8,
      systemSeconds: 0.7,
      threads: 7,
      startTicks: 98_765,
      vmemKb: 10_240,
      rssPages: 2560,
    });
  });

  it.each(['a b', 'x) S 1 1', '((', ''])('is not misled by a process that calls itself "%s"', (name) => {
    expect(parseProcessStat(line(name))).toMatchObject({ name, parent: 12, startTicks: 98_765 });
  });

  it.each(['', 'no parentheses', '4711 (cut) S 1 2'])('takes no part of a line: "%s"', (text) => {
    expect(parseProcessStat(text)).toBeUndefined();
  });

  it('knows the dead from those that only wait', () => {
    const states = ['R', 'D', 'T', 'Z', 'X'].map((state) => parseProcessStat(line('x', state)));
    expect(states.map((stat) => stat !== undefined && hasEnded(stat))).toEqual([false, false, false, true, true]);
  });
});

describe('statOf', () => {
  it('tells the group of a process and that it runs', async () => {
    const child = spawn('sleep', ['10'], { detached: true });
    const stat = statOf(child.pid ?? 0);
    expect(stat).toMatchObject({ pid: child.pid, parent: process.pid, group: child.pid, session: child.pid });
    expect(stat !== undefined && hasEnded(stat)).toBe(false);
    child.kill();
    await once(child, 'exit');
    expect(statOf(child.pid ?? 0)).toBeUndefined();
  });

  it('counts a zombie as ended', async () => {
    const child = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 10']);
    const [text] = (await once(child.stdout, 'data')) as [Buffer];
    await expect.poll(() => statOf(Number(text.toString()))?.state).toBe('Z');
    child.kill();
  });

  it('measures CPU time', () => {
    const endsAt = performance.now() + 60;
    while (performance.now() < endsAt);
    expect(statOf(process.pid)?.userSeconds).toBeGreaterThan(0.03);
  });
});

it('counts the CPU time of children that have ended', () => {
  const before = ticksOfOwnChildren();
  spawnSync('sh', ['-c', 'i=0; while [ $i -lt 60000 ]; do i=$((i + 1)); done']);
  expect(ticksOfOwnChildren()).toBeGreaterThan(before);
});
