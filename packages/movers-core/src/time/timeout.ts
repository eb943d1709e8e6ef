/** What a transfer needs before its first byte: connections, credentials, a tape robot's patience (as pilot 3). */
const baseMs = 400_000;

/** The slowest that a transfer may be: 1 MB/s (as pilot 3). */
const bytesPerMs = 1_000;

/** Nothing gets more than three hours (no transfer of pilot 2 and 3 does). */
const ceilingMs = 10_800_000;

/** A transfer may be so many times slower than the one before it. */
const slowdown = 5;

/**
 * How long one try of a transfer of `sizeBytes` may take; a file of unknown size gets the longest. `rate`: bytes a
 * millisecond that its endpoint was found to give.
 */
export function transferTimeoutMs(sizeBytes: number | undefined, rate?: number): number {
  if (sizeBytes === undefined) return ceilingMs;
  const slowest = rate === undefined ? bytesPerMs : rate / slowdown;
  return Math.min(ceilingMs, baseMs + Math.ceil(sizeBytes / slowest));
}

/** The slowest that a storage may read a file to sum it: 10 MB/s. */
const summedBytesPerMs = 10_000;

/**
 * How long a storage may take to tell a checksum, which it may have to compute: what any question gets, and the reading
 * of the file.
 */
export function checksumTimeoutMs(callTimeoutMs: number, sizeBytes: number): number {
  return Math.min(ceilingMs, callTimeoutMs + Math.ceil(sizeBytes / summedBytesPerMs));
}

/** Calls `onDue` after `timeoutMs`, however long that is, unless disarmed by the function that is returned. */
export function armDeadline(timeoutMs: number, onDue: () => void): () => void {
  const dueAt = performance.now() + timeoutMs;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const leftMs = dueAt - performance.now();
    timer = leftMs > longestTimerMs ? setTimeout(arm, longestTimerMs) : setTimeout(onDue, Math.max(0, leftMs));
  };
  arm();
  return () => clearTimeout(timer);
}

/** A timer set for longer than this fires at once (https://nodejs.org/api/timers.html). */
const longestTimerMs = 2 ** 31 - 1;
