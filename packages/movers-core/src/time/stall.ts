import { MoverError } from '../contract/mover-error.ts';

export interface StallWatch {
  /** A byte has moved. */
  alive(): void;
  /** Must be called once the transfer is over. */
  lift(): void;
}

/** When the last byte moved, on the clock of `performance.now`; undefined: none has. Shared by files that one process moves. */
export interface Pulse {
  at: number | undefined;
}

export interface StallOptions {
  readonly pulse: Pulse;
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
export function watchForStall({ pulse, stallTimeoutMs, file, onStall }: StallOptions): StallWatch {
  const alive = (): void => {
    pulse.at = performance.now();
  };
  const look = (): void => {
    if (pulse.at !== undefined && performance.now() - pulse.at > stallTimeoutMs) {
      clearInterval(timer);
      onStall(new MoverError(`no byte for ${stallTimeoutMs / 1000} s`, { kind: 'timed-out', file }));
    }
  };
  const timer = setInterval(look, Math.max(1, stallTimeoutMs / 5));
  timer.unref();
  return { alive, lift: () => clearInterval(timer) };
}
