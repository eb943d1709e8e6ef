import { PilotError } from '@panda-pilot/core';

/** How long the making of a log tarball may take. */
export interface PackingLimits {
  /** Whatever its size. */
  readonly baseMs: number;
  /** A disk that is slower than this is not waited for. */
  readonly bytesPerSecond: number;
  readonly mostMs: number;
  /** For ending the archive once its time is up: a file system that lets not even that happen answers nobody. */
  readonly endMs: number;
}

/** Base, pace and the most are pilot3's. */
export const defaultPackingLimits: PackingLimits = {
  baseMs: 90_000,
  bytesPerSecond: 5_000_000,
  mostMs: 3 * 3_600_000,
  endMs: 30_000,
};

/** The time of one tarball, which grows with what is packed. */
export interface PackingTime {
  /** Whether the archive is to be ended where it is. */
  isUp(): boolean;
  packed(bytes: number): void;
  /** What `work` comes to; rejects with LOG_CREATION_TIMEOUT when the time is up and the archive has not been ended since. */
  bound<T>(work: Promise<T>): Promise<T>;
}

/** Begins it. The time is up, too, when `signal` is aborted. */
export function startPackingTime(limits: PackingLimits, signal: AbortSignal | undefined): PackingTime {
  const startedAt = performance.now();
  let bytes = 0;
  let upSince: number | undefined;
  const endsAt = (): number => {
    const { baseMs, bytesPerSecond, mostMs } = limits;
    return upSince ?? startedAt + Math.min(baseMs + (bytes / bytesPerSecond) * 1000, mostMs);
  };
  const isUp = (): boolean => {
    if (signal?.aborted === true || performance.now() >= endsAt()) upSince ??= performance.now();
    return upSince !== undefined;
  };
  return {
    isUp,
    packed: (more) => void (bytes += more),
    async bound(work) {
      let timer: NodeJS.Timeout | undefined;
      let look = (): void => undefined;
      const late = new Promise<never>((_, reject) => {
        look = () => {
          clearTimeout(timer);
          isUp();
          const leftMs = endsAt() + limits.endMs - performance.now();
          if (leftMs > 0) timer = setTimeout(look, leftMs);
          else reject(new PilotError('LOG_CREATION_TIMEOUT', `${bytes} bytes in ${seconds(startedAt)} s`));
        };
      });
      look();
      signal?.addEventListener('abort', look);
      try {
        return await Promise.race([work, late]);
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', look);
      }
    },
  };
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
