import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';

/** Pids alive in the process group that `pid` leads; a zombie counts as gone, for it belongs to whoever must reap it. */
export function groupMembers(pid: number): number[] {
  return liveProcesses()
    .filter(({ group }) => group === pid)
    .map(({ pid: member }) => member);
}

/** Fails unless every process of the group ends soon. */
export async function expectGroupGone(pid: number): Promise<void> {
  await expectSoon(() => groupMembers(pid));
}

/** Pids whose command line contains `marker`; zombies and this process left out. */
export function processesNaming(marker: string): number[] {
  return liveProcesses()
    .filter(({ pid, commandLine }) => pid !== process.pid && commandLine.includes(marker))
    .map(({ pid }) => pid);
}

/** Fails unless soon no process names `marker` on its command line. */
export async function expectNoProcessNaming(marker: string): Promise<void> {
  await expectSoon(() => processesNaming(marker));
}

async function expectSoon(survivors: () => number[]): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (survivors().length > 0 && performance.now() < deadline) await sleep(10);
  expect(survivors()).toEqual([]);
}

/** What no machine is too busy for, and less than a unit test may take, so that the survivors are told. */
const patienceMs = 8_000;

interface LiveProcess {
  readonly pid: number;
  readonly group: number;
  readonly commandLine: string;
}

function liveProcesses(): LiveProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = readProc(`/proc/${name}/stat`);
      if (stat === undefined) return [];
      // The name in parentheses may hold blanks and parentheses itself: fields are counted after the last one.
      const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state === 'Z' || state === 'X') return [];
      return [{ pid: Number(name), group: Number(group), commandLine: readProc(`/proc/${name}/cmdline`) ?? '' }];
    });
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined; // it ended between the look at /proc and this read
  }
}
