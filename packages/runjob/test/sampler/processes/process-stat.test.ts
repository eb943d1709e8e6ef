import { describe, expect, it } from 'vitest';
import { hasEnded, isStopped, parseProcessStat } from '../../../src/sampler/processes/process-stat.ts';

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

  it('knows the dead and the stopped', () => {
    const states = ['R', 'Z', 'X', 'T', 't'].map((state) => parseProcessStat(line('x', state)));
    expect(states.map((stat) => stat !== undefined && hasEnded(stat))).toEqual([false, true, true, false, false]);
    expect(states.map((stat) => stat !== undefined && isStopped(stat))).toEqual([false, false, false, true, true]);
  });
});
