import { type MemoryTrend, createMemoryFit } from './memory-trend.ts';
import type { ProcessSample } from './processes/process-sample.ts';

/** A sample, and when it was taken: seconds since the payload's start. */
export interface TimedSample extends ProcessSample {
  readonly wallSeconds: number;
}

/** What a payload has used over its life, as its samples show it. */
export interface UsageSummary {
  readonly wallSeconds: number;
  /** CPU time and I/O: totals at the end. Everything else: the largest value seen. */
  readonly max: Gauges & Counters;
  /** Averages over time. */
  readonly average: Gauges;
  readonly rate: Counters;
  /** Of the step that runs, or was the last. */
  readonly memoryTrend?: MemoryTrend;
}

export type Gauges = Pick<ProcessSample, 'processes' | 'threads' | 'vmemKb' | 'pssKb' | 'rssKb' | 'swapKb'>;
export type Counters = Pick<
  ProcessSample,
  'userSeconds' | 'systemSeconds' | 'readChars' | 'writtenChars' | 'readBytes' | 'writtenBytes'
>;

/** Adds up samples as they come, in constant memory. */
export interface UsageMeter {
  /** Returns the sample as it counts: what processes that have ended have used is not forgotten. */
  add(sample: TimedSample): TimedSample;
  /** The next samples are of a new step: their counters begin at 0. */
  nextStep(): void;
  /** Undefined before the first sample. */
  summary(): UsageSummary | undefined;
}

export function createUsageMeter(): UsageMeter {
  let max = { ...gauges(() => 0), ...counters(() => 0) };
  let sums = gauges(() => 0);
  let base = counters(() => 0);
  const memory = createMemoryFit();
  let first: TimedSample | undefined;
  let last: TimedSample | undefined;
  return {
    add(sample) {
      const weight = last === undefined ? 0 : sample.wallSeconds - last.wallSeconds;
      // A process whose parent never waited for it takes what it has used with it.
      const counted = counters((key) => Math.max(max[key], base[key] + sample[key]));
      max = { ...gauges((key) => Math.max(max[key], sample[key])), ...counted };
      sums = gauges((key) => sums[key] + sample[key] * weight);
      memory.add(sample);
      first ??= sample;
      last = { ...sample, ...counted };
      return last;
    },
    nextStep() {
      base = { ...max };
      memory.restart();
    },
    summary() {
      if (last === undefined || first === undefined) return undefined;
      const { wallSeconds } = last;
      const weight = wallSeconds - first.wallSeconds;
      const memoryTrend = memory.trend();
      return {
        ...(memoryTrend === undefined ? {} : { memoryTrend }),
        wallSeconds,
        max,
        average: gauges((key) => (weight > 0 ? sums[key] / weight : max[key])),
        rate: counters((key) => (wallSeconds > 0 ? max[key] / wallSeconds : 0)),
      };
    },
  };
}

function gauges(value: (key: keyof Gauges) => number): Gauges {
  return {
    processes: value('processes'),
    threads: value('threads'),
    vmemKb: value('vmemKb'),
    pssKb: value('pssKb'),
    rssKb: value('rssKb'),
    swapKb: value('swapKb'),
  };
}

function counters(value: (key: keyof Counters) => number): Counters {
  return {
    userSeconds: value('userSeconds'),
    systemSeconds: value('systemSeconds'),
    readChars: value('readChars'),
    writtenChars: value('writtenChars'),
    readBytes: value('readBytes'),
    writtenBytes: value('writtenBytes'),
  };
}
