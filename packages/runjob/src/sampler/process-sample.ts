import { breathe } from './breathe.ts';
import { readProc, readProcSlowly } from './proc.ts';
import { type ProcessStat, hasEnded, isStopped } from './process-stat.ts';
import type { ProcessTree } from './process-tree.ts';

/** What the payload's processes use together at one moment. Memory in kB, time in seconds, I/O in bytes since the payload's start. */
export interface ProcessSample {
  readonly processes: number;
  readonly threads: number;
  readonly vmemKb: number;
  /** Memory, of what is shared each process its part; of a process that does not let us see it, its resident memory. */
  readonly pssKb: number;
  /** False: from the resident memory, by the share that the last exact look has found. */
  readonly pssIsExact: boolean;
  readonly rssKb: number;
  readonly swapKb: number;
  readonly userSeconds: number;
  readonly systemSeconds: number;
  /** Through system calls, pipes and caches included. */
  readonly readChars: number;
  readonly writtenChars: number;
  /** From and to the storage. */
  readonly readBytes: number;
  readonly writtenBytes: number;
  /** Every process is stopped: the batch system or a person has suspended the payload. */
  readonly suspended: boolean;
}

/** Looks at the payload again and again. */
export interface ProcessSampler {
  /** An empty tree gives zeros. */
  sample(): Promise<ProcessSample>;
}

/**
 * The kernel walks all pages of a process to tell its proportional memory: for a tree of hundreds that takes longer than everything else
 * together. So an exact look is followed by so many times its own duration without one, at most by five minutes.
 */
const restAfterExactLook = 500;
const longestRestMs = 5 * 60_000;

/** Where the memory comes near `limitKb`, should all that has come since the last exact look be nobody else's, every look is exact. */
export function createProcessSampler(tree: ProcessTree, limitKb = Number.POSITIVE_INFINITY): ProcessSampler {
  let known: Proportion = { pssPerRss: 1, sharedKb: 0, swapKb: 0 };
  let exactAgainAt = Number.NEGATIVE_INFINITY;
  return {
    async sample() {
      const members = await tree.members();
      await breathe();
      const live = members.filter((member) => !hasEnded(member));
      const rssKb = sumOf(live, ({ rssPages }) => rssPages) * pageKb();
      const startedAt = performance.now();
      const exact = startedAt >= exactAgainAt || rssKb - known.sharedKb > limitKb * 0.8;
      const memory = exact
        ? await exactMemory(live)
        : { rssKb, pssKb: Math.round(rssKb * known.pssPerRss), swapKb: known.swapKb };
      if (exact) {
        const { pssKb, swapKb } = memory;
        known = { pssPerRss: memory.rssKb === 0 ? 1 : pssKb / memory.rssKb, sharedKb: memory.rssKb - pssKb, swapKb };
        const tookMs = performance.now() - startedAt;
        exactAgainAt = startedAt + Math.min(tookMs * restAfterExactLook, longestRestMs);
      }
      return {
        ...countsOf(live),
        ...memory,
        pssIsExact: exact,
        // A zombie's time is not yet its parent's.
        userSeconds: sumOf(members, ({ userSeconds }) => userSeconds),
        systemSeconds: sumOf(members, ({ systemSeconds }) => systemSeconds),
        ...(await ioOfAll(live)),
      };
    },
  };
}

interface Proportion {
  readonly pssPerRss: number;
  /** Counted more than once in the resident memory of all. */
  readonly sharedKb: number;
  readonly swapKb: number;
}

function countsOf(live: readonly ProcessStat[]): Pick<ProcessSample, 'processes' | 'threads' | 'vmemKb' | 'suspended'> {
  return {
    processes: live.length,
    threads: sumOf(live, ({ threads }) => threads),
    vmemKb: sumOf(live, ({ vmemKb }) => vmemKb),
    suspended: isSuspended(live),
  };
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/** A parent that waits for a child which was stopped between fork and exec cannot be stopped itself: it shows as D. */
export function isSuspended(live: readonly ProcessStat[]): boolean {
  return live.some(isStopped) && live.every((member) => isStopped(member) || member.state === 'D');
}

interface Memory {
  readonly pssKb: number;
  readonly rssKb: number;
  readonly swapKb: number;
}

const looksAtOnce = 4;

async function exactMemory(live: readonly ProcessStat[]): Promise<Memory> {
  const all: Memory[] = [];
  for (let start = 0; start < live.length; start += looksAtOnce) {
    all.push(...(await Promise.all(live.slice(start, start + looksAtOnce).map(({ pid }) => memoryOf(pid)))));
  }
  return {
    pssKb: sumOf(all, ({ pssKb }) => pssKb),
    rssKb: sumOf(all, ({ rssKb }) => rssKb),
    swapKb: sumOf(all, ({ swapKb }) => swapKb),
  };
}

/** Proportional memory since Linux 4.14, for processes of our own identity; `status` answers for all. */
async function memoryOf(pid: number): Promise<Memory> {
  const rollup = await readProcSlowly(`/proc/${pid}/smaps_rollup`);
  return rollup === undefined || rollup === ''
    ? memoryInStatus(readProc(`/proc/${pid}/status`) ?? '')
    : memoryInRollup(rollup);
}

/** Reads `/proc/PID/smaps_rollup`. */
export function memoryInRollup(text: string): Memory {
  const kb = (label: string): number => numberAfter(text, `\n${label}:`);
  return { pssKb: kb('Pss'), rssKb: kb('Rss'), swapKb: kb('Swap') };
}

/** Reads `/proc/PID/status`, which knows no proportional memory. */
export function memoryInStatus(text: string): Memory {
  const rssKb = numberAfter(text, '\nVmRSS:');
  return { pssKb: rssKb, rssKb, swapKb: numberAfter(text, '\nVmSwap:') };
}

type Io = Pick<ProcessSample, 'readChars' | 'writtenChars' | 'readBytes' | 'writtenBytes'>;

async function ioOfAll(live: readonly ProcessStat[]): Promise<Io> {
  const all: Io[] = [];
  for (const { pid } of live) {
    await breathe();
    all.push(ioOf(readProc(`/proc/${pid}/io`) ?? ''));
  }
  return {
    readChars: sumOf(all, ({ readChars }) => readChars),
    writtenChars: sumOf(all, ({ writtenChars }) => writtenChars),
    readBytes: sumOf(all, ({ readBytes }) => readBytes),
    writtenBytes: sumOf(all, ({ writtenBytes }) => writtenBytes),
  };
}

/** Reads `/proc/PID/io`. */
export function ioOf(text: string): Io {
  const bytes = (label: string): number => numberAfter(`\n${text}`, `\n${label}:`);
  return {
    readChars: bytes('rchar'),
    writtenChars: bytes('wchar'),
    readBytes: bytes('read_bytes'),
    writtenBytes: bytes('write_bytes'),
  };
}

let knownPageKb: number | undefined;

/** 4 on most machines, 16 or 64 on some with ARM processors. */
function pageKb(): number {
  knownPageKb ??= numberAfter(readProc('/proc/self/smaps') ?? '', '\nKernelPageSize:') || 4;
  return knownPageKb;
}

function numberAfter(text: string, label: string): number {
  const start = text.indexOf(label);
  return start < 0 ? 0 : Number.parseInt(text.slice(start + label.length, start + label.length + 32), 10) || 0;
}
