import type { RecordedSample } from '@panda-pilot/runjob';

/** What the payload used over time, a column for each quantity; all columns have the same length. */
export interface Resources {
  /** Seconds since 1970. */
  readonly time: readonly number[];
  /** Bytes. */
  readonly pss: readonly number[];
  readonly rss: readonly number[];
  readonly swap: readonly number[];
  /** Cores in use since the sample before. */
  readonly cores: readonly number[];
  /** Bytes a second since the sample before, from and to the storage. */
  readonly readRate: readonly number[];
  readonly writeRate: readonly number[];
  /** Bytes in the payload's directories; null before they were looked at. */
  readonly disk: readonly (number | null)[];
  readonly processes: readonly number[];
  readonly threads: readonly number[];
}

/** More points than a screen is wide show nothing more. */
const mostPoints = 1500;

/** Columns for plots out of samples, thinned so that no peak of memory is lost. Pure. */
export function resourcesOf(samples: readonly RecordedSample[], most = mostPoints): Resources {
  const points = thin(samples, most).map((sample, index, all) => ({ sample, before: all[index - 1] }));
  const column = <T>(value: (sample: RecordedSample, before: RecordedSample | undefined) => T): readonly T[] =>
    points.map(({ sample, before }) => value(sample, before));
  return {
    time: column(({ at }) => at / 1000),
    pss: column(({ pssKb }) => pssKb * 1024),
    rss: column(({ rssKb }) => rssKb * 1024),
    swap: column(({ swapKb }) => swapKb * 1024),
    cores: column((sample, before) => rate(cpuSeconds, sample, before)),
    readRate: column((sample, before) => rate(({ readBytes }) => readBytes, sample, before)),
    writeRate: column((sample, before) => rate(({ writtenBytes }) => writtenBytes, sample, before)),
    disk: column(({ workDirBytes }) => workDirBytes ?? null),
    processes: column(({ processes }) => processes),
    threads: column(({ threads }) => threads),
  };
}

function cpuSeconds({ userSeconds, systemSeconds }: RecordedSample): number {
  return userSeconds + systemSeconds;
}

/** Counters begin at 0 with the payload; those of a payload that was begun again do, too. */
function rate(
  counter: (sample: RecordedSample) => number,
  sample: RecordedSample,
  before: RecordedSample | undefined,
): number {
  const seconds = sample.wallSeconds - (before?.wallSeconds ?? 0);
  const counted = counter(sample) - (before === undefined ? 0 : counter(before));
  return seconds > 0 ? Math.max(0, counted / seconds) : 0;
}

/** One sample for each group of neighbours: counters of the last, what goes up and down at its highest. */
function thin(samples: readonly RecordedSample[], most: number): readonly RecordedSample[] {
  const size = Math.ceil(samples.length / most);
  if (size <= 1) return samples;
  const groups = Array.from({ length: Math.ceil(samples.length / size) }, (_, index) =>
    samples.slice(index * size, (index + 1) * size),
  );
  return groups.flatMap((group) => {
    const last = group.at(-1);
    return last === undefined ? [] : [{ ...last, ...highest(group) }];
  });
}

function highest(
  group: readonly RecordedSample[],
): Pick<RecordedSample, 'pssKb' | 'rssKb' | 'swapKb' | 'processes' | 'threads'> {
  const top = (value: (sample: RecordedSample) => number): number => Math.max(...group.map(value));
  return {
    pssKb: top(({ pssKb }) => pssKb),
    rssKb: top(({ rssKb }) => rssKb),
    swapKb: top(({ swapKb }) => swapKb),
    processes: top(({ processes }) => processes),
    threads: top(({ threads }) => threads),
  };
}
