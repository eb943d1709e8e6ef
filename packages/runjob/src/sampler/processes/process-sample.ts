import { hasEnded, type ProcessStat } from '@panda-pilot/timed-command';
import { breathe } from '../breathe.ts';
import { type Io, ioOfAll } from './process-io.ts';
import { type MeasuredMemory, createMemoryGauge } from './process-memory.ts';
import type { ProcessTree } from './process-tree.ts';
import { sumOf } from './sum-of.ts';

/** What the payload's processes use together at one moment. Memory in kB, time in seconds, I/O in bytes since the payload's start. */
export interface ProcessSample extends MeasuredMemory, Io {
  readonly processes: number;
  readonly threads: number;
  readonly vmemKb: number;
  readonly userSeconds: number;
  readonly systemSeconds: number;
  /** Every process is stopped: the batch system or a person has suspended the payload. */
  readonly suspended: boolean;
}

/** Looks at the payload again and again. */
export interface ProcessSampler {
  /** An empty tree gives zeros. */
  sample(): Promise<ProcessSample>;
}

/** Where the memory comes near `limitKb` every look at it is exact. */
export function createProcessSampler(tree: ProcessTree, limitKb?: number): ProcessSampler {
  const measureMemory = createMemoryGauge(limitKb);
  return {
    async sample() {
      const members = await tree.members();
      await breathe();
      const live = members.filter((member) => !hasEnded(member));
      return {
        ...countsOf(live),
        ...(await measureMemory(live)),
        // A zombie's time is not yet its parent's.
        userSeconds: sumOf(members, ({ userSeconds }) => userSeconds),
        systemSeconds: sumOf(members, ({ systemSeconds }) => systemSeconds),
        ...(await ioOfAll(live)),
      };
    },
  };
}

function countsOf(live: readonly ProcessStat[]): Pick<ProcessSample, 'processes' | 'threads' | 'vmemKb' | 'suspended'> {
  return {
    processes: live.length,
    threads: sumOf(live, ({ threads }) => threads),
    vmemKb: sumOf(live, ({ vmemKb }) => vmemKb),
    suspended: isSuspended(live),
  };
}

/** A parent that waits for a child which was stopped between fork and exec cannot be stopped itself: it shows as D. */
export function isSuspended(live: readonly Pick<ProcessStat, 'state'>[]): boolean {
  return live.some(isStopped) && live.every((member) => isStopped(member) || member.state === 'D');
}

function isStopped({ state }: Pick<ProcessStat, 'state'>): boolean {
  return state === 'T' || state === 't';
}
