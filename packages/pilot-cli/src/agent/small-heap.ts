import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * From now on V8 rather collects garbage than takes more memory: an agent has a few megabytes that it needs, and every
 * megabyte beside them is the payload's. To be called when most code is loaded, for V8 refuses code caches that were
 * made under other flags.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--optimize-for-size');
  // By default the room for young objects doubles until it is 32 MB. V8 takes no factor below 2 when it starts, and
  // asks for it each time.
  setFlagsFromString('--semi-space-growth-factor=1');
  collectEvery(maxGarbageBytes);
}

/** A full collection takes some 20 ms, and this is the garbage of about fifty jobs. */
const maxGarbageBytes = 3 * 2 ** 20;

/**
 * V8 itself lets old objects grow by 8 MB before it looks at them, however few there are. Its looks at young ones, one
 * in about a job, wake us.
 */
function collectEvery(bytes: number): void {
  const collect = fullCollector();
  if (collect === undefined) return;
  // What loading has left goes sooner, and yet not before the first request.
  let settled = usedBytes() - (2 / 3) * bytes;
  const observer = new PerformanceObserver(() => {
    if (usedBytes() < settled + bytes) return;
    collect();
    settled = usedBytes();
  });
  observer.observe({ entryTypes: ['gc'] });
}

function usedBytes(): number {
  return getHeapStatistics().used_heap_size;
}

/** V8 gives it to contexts that are made while it is told to; absent where flags cannot be changed any more. */
function fullCollector(): (() => void) | undefined {
  setFlagsFromString('--expose-gc');
  const collect: (() => void) | undefined = runInNewContext('globalThis.gc');
  setFlagsFromString('--no-expose-gc');
  return collect;
}
