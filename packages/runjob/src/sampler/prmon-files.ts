import { closeSync, fstatSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openOwnFile } from '../state/own-file.ts';
import { type NodeHardware, thisNode } from './node-hardware.ts';
import type { TimedSample, UsageSummary } from './usage-summary.ts';

/** The names under which PanDA's log viewers look for what prmon writes. */
export const memoryMonitorNames = {
  output: 'memory_monitor_output.txt',
  summary: 'memory_monitor_summary.json',
} as const;

/**
 * The columns of prmon, by which its readers find them; the first nine stand where its predecessor MemoryMonitor had them, for readers
 * that count. Memory in kB, I/O in bytes, times in whole seconds.
 */
const columns = [
  ['vmem', 'vmemKb'],
  ['pss', 'pssKb'],
  ['rss', 'rssKb'],
  ['swap', 'swapKb'],
  ['rchar', 'readChars'],
  ['wchar', 'writtenChars'],
  ['read_bytes', 'readBytes'],
  ['write_bytes', 'writtenBytes'],
  ['wtime', 'wallSeconds'],
  ['utime', 'userSeconds'],
  ['stime', 'systemSeconds'],
  ['nprocs', 'processes'],
  ['nthreads', 'threads'],
] as const;

/** The first line of `memory_monitor_output.txt`. */
export const prmonHeader = `${['Time', ...columns.map(([name]) => name)].join('\t')}\n`;

/**
 * Makes the lines of one `memory_monitor_output.txt`; no two for the same second: readers divide by the time between
 * lines, and prmon never looks oftener.
 */
export function createPrmonRows(): (at: Date, sample: TimedSample) => string | undefined {
  let told: number | undefined;
  return (at, sample) => {
    const time = Math.floor(at.getTime() / 1000);
    if (told === time) return undefined;
    told = time;
    const values = columns.map(([, key]) => Math.round(sample[key]));
    return `${[time, ...values].join('\t')}\n`;
  };
}

/** The text of `memory_monitor_summary.json`: averages of what goes up and down, rates of what only grows, and where it ran. */
export function prmonSummary(
  { max, average, rate, wallSeconds }: UsageSummary,
  hardware: NodeHardware | undefined,
): string {
  const { readChars, writtenChars, readBytes, writtenBytes } = rate;
  const summary = {
    Avg: byColumn({ ...average, readChars, writtenChars, readBytes, writtenBytes }),
    ...(hardware === undefined ? {} : { HW: hardware }),
    Max: byColumn({ ...max, wallSeconds }),
    prmon: { Version: 'panda-pilot' },
  };
  return `${JSON.stringify(summary, null, 1)}\n`;
}

function byColumn(values: Readonly<Partial<Record<string, number>>>): Record<string, number> {
  return Object.fromEntries(
    columns.flatMap(([name, key]) => {
      const value = values[key];
      return value === undefined ? [] : [[name, Math.round(value)] as const];
    }),
  );
}

/** Appends to a file that the payload may have put a link or a FIFO in the place of: then, and on a full disk, it throws. */
export function appendSafely(path: string, text: string, headOfNewFile = ''): void {
  const file = openOwnFile(path, 0o644);
  try {
    writeSync(file, fstatSync(file).size === 0 ? headOfNewFile + text : text);
  } finally {
    closeSync(file);
  }
}

/** Writes the summary in place of whatever has its name, unless that is a directory: then it throws. */
export function writePrmonSummary(work: string, summary: UsageSummary): void {
  const path = join(work, memoryMonitorNames.summary);
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', 0o644);
  try {
    writeSync(file, prmonSummary(summary, thisNode()));
  } finally {
    closeSync(file);
  }
}
