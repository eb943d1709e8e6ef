import type { ProcessSample } from './processes/process-sample.ts';

/** The straight line through a payload's memory (PSS and swap) over time. */
export interface MemoryTrend {
  /** By how much it grows. */
  readonly bytesPerSecond: number;
  /** How far the samples are from the line: their squared distances in kB, summed up, over the mean. */
  readonly chi2: number;
}

/** Fits the line as samples come, in constant memory. */
export interface MemoryFit {
  add(sample: Pick<ProcessSample, 'pssKb' | 'swapKb'> & { readonly wallSeconds: number }): void;
  /** Another step of the payload begins: its memory begins anew. */
  restart(): void;
  /** Undefined while there is too little to go by. */
  trend(): MemoryTrend | undefined;
}

/** Whatever a payload is, it grows while it loads its software and its first data. */
const loadingSeconds = 300;
const leastSamples = 10;

export function createMemoryFit(): MemoryFit {
  let begunAt: number | undefined;
  let fit = noFit;
  return {
    add({ wallSeconds, pssKb, swapKb }) {
      begunAt ??= wallSeconds;
      if (wallSeconds - begunAt >= loadingSeconds) fit = added(fit, wallSeconds, pssKb + swapKb);
    },
    restart() {
      begunAt = undefined;
      fit = noFit;
    },
    trend() {
      const { count, meanY, sumXX, sumXY, sumYY } = fit;
      if (count < leastSamples || sumXX === 0 || meanY === 0) return undefined;
      const slope = sumXY / sumXX;
      return { bytesPerSecond: slope * 1024, chi2: Math.max(0, sumYY - slope * sumXY) / meanY };
    },
  };
}

/** Means, and sums of products of distances from them: plain sums of squares would lose all digits after some days. */
interface Fit {
  readonly count: number;
  readonly meanX: number;
  readonly meanY: number;
  readonly sumXX: number;
  readonly sumXY: number;
  readonly sumYY: number;
}

const noFit: Fit = { count: 0, meanX: 0, meanY: 0, sumXX: 0, sumXY: 0, sumYY: 0 };

function added(fit: Fit, x: number, y: number): Fit {
  const count = fit.count + 1;
  const [dx, dy] = [x - fit.meanX, y - fit.meanY];
  const [meanX, meanY] = [fit.meanX + dx / count, fit.meanY + dy / count];
  return {
    count,
    meanX,
    meanY,
    sumXX: fit.sumXX + dx * (x - meanX),
    sumXY: fit.sumXY + dx * (y - meanY),
    sumYY: fit.sumYY + dy * (y - meanY),
  };
}
