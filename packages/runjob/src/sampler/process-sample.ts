import { createBreather } from './breather.ts';
import { readProc, readProcSlowly } from './proc.ts';
import { type ProcessStat, hasEnded, isStopped } from './process-stat.ts';
import type { ProcessTree } from './process-tree.ts';

/** What the payload's processes use together at one moment. Memory in kB, time in seconds, I/O in bytes since the payload's start. */
export interface ProcessSample {
  readonly processes: number;
  readonly threads: number;
  readonly vmemKb: number;
  /** Memory shared with others in equal parts; of a process that does not let us see it, its resident memory. */
  readonly pssKb: number;
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

/** Looks at the payload once. An empty tree gives zeros. */
export async function sampleProcesses(tree: ProcessTree): Promise<ProcessSample> {
  const breathe = createBreather();
  const members = await tree.members();
  const live = members.filter((member) => !hasEnded(member));
  const uses: Use[] = [];
  for (const { pid } of live) {
    await breathe();
    uses.push({ ...(await memoryOf(pid)), ...ioOf(readProc(`/proc/${pid}/io`) ?? '') });
  }
  const sum = (key: keyof Use): number => uses.reduce((total, use) => total + use[key], 0);
  const sumOf = (value: (member: ProcessStat) => number, among: readonly ProcessStat[] = live): number =>
    among.reduce((total, member) => total + value(member), 0);
  return {
    processes: live.length,
    threads: sumOf(({ threads }) => threads),
    vmemKb: sumOf(({ vmemKb }) => vmemKb),
    pssKb: sum('pssKb'),
    rssKb: sum('rssKb'),
    swapKb: sum('swapKb'),
    // A zombie's time is not yet its parent's.
    userSeconds: sumOf(({ userSeconds }) => userSeconds, members),
    systemSeconds: sumOf(({ systemSeconds }) => systemSeconds, members),
    readChars: sum('readChars'),
    writtenChars: sum('writtenChars'),
    readBytes: sum('readBytes'),
    writtenBytes: sum('writtenBytes'),
    suspended: live.length > 0 && live.every(isStopped),
  };
}

interface Memory {
  readonly pssKb: number;
  readonly rssKb: number;
  readonly swapKb: number;
}

interface Io {
  readonly readChars: number;
  readonly writtenChars: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
}

type Use = Memory & Io;

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

function numberAfter(text: string, label: string): number {
  const start = text.indexOf(label);
  return start < 0 ? 0 : Number.parseInt(text.slice(start + label.length, start + label.length + 32), 10) || 0;
}
