import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import {
  chooseMarking,
  environmentMarks,
  limitValue,
  markInLimits,
  marksInEnvironment,
  markVariable,
  serialsPerSession,
} from '../../src/processes/mark.ts';

const marking = { carrier: 'locks', session: 2 ** 34 - 2, limitsWork: true, outerMarks: '' } as const;

it('reads from a limit what it has put there, up to the largest', () => {
  const mark = { session: 2 ** 34 - 1, serial: serialsPerSession - 1 };
  expect(Number.isSafeInteger(limitValue(mark))).toBe(true);
  expect(markInLimits({ locks: limitValue(mark), rssBytes: undefined }, 'locks')).toEqual(mark);
  expect(markInLimits({ locks: 5, rssBytes: limitValue(mark) * 1024 }, 'rss')).toEqual(mark);
});

it('sees no mark where a limit is not set', () => {
  expect(markInLimits({ locks: undefined, rssBytes: 7 }, 'locks')).toBeUndefined();
  expect(markInLimits({ locks: 7, rssBytes: undefined }, 'rss')).toBeUndefined();
  expect(markInLimits(undefined, 'locks')).toBeUndefined();
});

it('draws an even session number of 34 bits', () => {
  for (let draw = 0; draw < 100; draw += 1) {
    const { session } = chooseMarking();
    expect(session % 2).toBe(0);
    expect(session).toBeGreaterThanOrEqual(2 ** 33);
    expect(session).toBeLessThan(2 ** 34);
  }
});

it('puts its mark behind those of the levels above', () => {
  const mark = { session: 17, serial: 3 };
  expect(environmentMarks(marking, mark)).toBe('17.3');
  expect(environmentMarks({ ...marking, outerMarks: '5.1/6.2' }, mark)).toBe('5.1/6.2/17.3');
});

it('finds marks in the environment of a process', async () => {
  const child = spawn('sh', ['-c', 'echo; read go'], {
    env: { FILL: 'x'.repeat(50_000), [markVariable]: '5.1/17.3', PATH: '/usr/bin:/bin' },
  });
  await once(child.stdout, 'data');
  expect(marksInEnvironment(child.pid ?? 0)).toEqual([
    { session: 5, serial: 1 },
    { session: 17, serial: 3 },
  ]);
  child.kill();
  expect(marksInEnvironment(2 ** 22 + 1)).toEqual([]);
});
