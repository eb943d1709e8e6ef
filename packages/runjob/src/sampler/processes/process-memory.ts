import { type ProcessStat, readProc } from '@panda-pilot/timed-command';
import { numberAfter, readProcSlowly } from './proc.ts';
import { sumOf } from './sum-of.ts';

/** What processes hold together, in kB. */
export interface Memory {
  /** Of what is shared each process its part; of a process that does not let us see it, its resident memory. */
  readonly pssKb: number;
  readonly rssKb: number;
  readonly swapKb: number;
}

/** What a look has found. */
export interface MeasuredMemory extends Memory {
  /** False: `pssKb` from the resident memory, by the share that the last exact look has found. */
  readonly pssIsExact: boolean;
}

/**
 * The kernel walks all pages of a process to tell its proportional memory: for a tree of hundreds that takes longer
 * than everything else together. So an exact look is followed by so many times its own duration without one, at most by
 * five minutes.
 */
const restAfterExactLook = 500;
const longestRestMs = 5 * 60_000;

/** Where the memory comes near `limitKb`, should all that has come since the last exact look be nobody else's, every look is exact. */
export function createMemoryGauge(
  limitKb = Number.POSITIVE_INFINITY,
): (live: readonly ProcessStat[]) => Promise<MeasuredMemory> {
  let known: Memory = { pssKb: 0, rssKb: 0, swapKb: 0 };
  let exactAgainAt = Number.NEGATIVE_INFINITY;
  return async (live) => {
    const rssKb = sumOf(live, ({ rssPages }) => rssPages) * pageKb();
    const sharedKb = known.rssKb - known.pssKb;
    const startedAt = performance.now();
    if (startedAt < exactAgainAt && rssKb - sharedKb <= limitKb * 0.8) {
      const pssPerRss = known.rssKb === 0 ? 1 : known.pssKb / known.rssKb;
      return { rssKb, pssKb: Math.round(rssKb * pssPerRss), swapKb: known.swapKb, pssIsExact: false };
    }
    known = await exactMemory(live);
    const tookMs = performance.now() - startedAt;
    exactAgainAt = startedAt + Math.min(tookMs * restAfterExactLook, longestRestMs);
    return { ...known, pssIsExact: true };
  };
}

const looksAtOnce = 4;

/** Of all these processes together: the kernel walks the pages of each. */
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

let knownPageKb: number | undefined;

/** 4 on most machines, 16 or 64 on some with ARM processors. */
function pageKb(): number {
  knownPageKb ??= numberAfter(readProc('/proc/self/smaps') ?? '', '\nKernelPageSize:') || 4;
  return knownPageKb;
}
