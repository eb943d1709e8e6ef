import type { TimedSample } from '../../src/sampler/usage-summary.ts';

/** A sample of a payload that uses nothing but what the test says. */
export function aSample(given: Partial<TimedSample> = {}): TimedSample {
  return {
    wallSeconds: 1,
    processes: 1,
    threads: 1,
    vmemKb: 0,
    pssKb: 0,
    pssIsExact: true,
    rssKb: 0,
    swapKb: 0,
    userSeconds: 0,
    systemSeconds: 0,
    readChars: 0,
    writtenChars: 0,
    readBytes: 0,
    writtenBytes: 0,
    suspended: false,
    ...given,
  };
}

/** What a feed would give: these values, one after the other. */
export async function* feedOf<T>(...values: readonly T[]): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value);
}
