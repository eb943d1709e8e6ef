/** How fast each endpoint was found to be. */
export interface Rates {
  /** A whole transfer of so many bytes took so long. */
  note(endpoint: string, bytes: number, durationMs: number): void;
  /** Bytes a millisecond; undefined as long as nothing telling was moved. */
  of(endpoint: string): number | undefined;
}

/** Starts without knowledge. The latest transfer counts for half, so that an endpoint that slows down is known to. */
export function createRates(): Rates {
  const known = new Map<string, number>();
  return {
    note(endpoint, bytes, durationMs) {
      if (bytes < tellingBytes || durationMs <= 0) return;
      const rate = bytes / durationMs;
      const before = known.get(endpoint);
      known.set(endpoint, before === undefined ? rate : (before + rate) / 2);
    },
    of: (endpoint) => known.get(endpoint),
  };
}

/** Below it the time goes into connections and handshakes, and tells nothing of the line. */
const tellingBytes = 16 * 1024 ** 2;
