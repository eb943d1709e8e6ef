import { MoverError } from '../contract/mover-error.ts';

export interface StallWatch {
  /** A byte has moved. */
  alive(): void;
  /** Must be called once the transfer is over. */
  lift(): void;
}

export interface StallOptions {
  /** Without a byte for so long, a transfer that had begun has stalled. */
  readonly stallTimeoutMs: number;
  /** URL, for the error. */
  readonly file: string;
  readonly onStall: (error: MoverError) => void;
}

/**
 * Watches a transfer for standing still. Before its first byte only its time limit counts: tapes and handshakes take theirs.
 * Looks a few times within the limit, which costs nothing.
 */
export function watchForStall({ stallTimeoutMs, file, onStall }: StallOptions): StallWatch {
  let aliveAt: number | undefined;
  const alive = (): void => {
    aliveAt = performance.now();
  };
  const look = (): void => {
    if (aliveAt !== undefined && performance.now() - aliveAt > stallTimeoutMs) {
      clearInterval(timer);
      onStall(new MoverError(`no byte for ${stallTimeoutMs / 1000} s`, { kind: 'timed-out', file }));
    }
  };
  const timer = setInterval(look, Math.max(1, stallTimeoutMs / 5));
  timer.unref();
  return { alive, lift: () => clearInterval(timer) };
}
