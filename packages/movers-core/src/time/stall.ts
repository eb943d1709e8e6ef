import { stat } from 'node:fs/promises';
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
  /** Local file that grows meanwhile, for tools that do not tell how far they are. */
  readonly growing?: string;
  readonly onStall: (error: MoverError) => void;
}

/**
 * Watches a transfer for standing still. Before its first byte only its time limit counts: tapes and handshakes take theirs.
 * Looks a few times within the limit, which costs nothing.
 */
export function watchForStall({ stallTimeoutMs, file, growing, onStall }: StallOptions): StallWatch {
  let aliveAt: number | undefined;
  let bytes = 0;
  const alive = (): void => {
    aliveAt = performance.now();
  };
  const look = async (): Promise<void> => {
    const size = growing === undefined ? 0 : await sizeOf(growing);
    if (size > bytes) alive();
    bytes = size;
    if (aliveAt !== undefined && performance.now() - aliveAt > stallTimeoutMs) {
      clearInterval(timer);
      onStall(new MoverError(`no byte for ${stallTimeoutMs / 1000} s`, { kind: 'timed-out', file }));
    }
  };
  const timer = setInterval(() => void look(), Math.max(1, stallTimeoutMs / 5));
  timer.unref();
  return { alive, lift: () => clearInterval(timer) };
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
