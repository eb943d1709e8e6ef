import type { BackOff } from './retry.ts';
import type { ScheduleLimits } from './schedule.ts';

/** What the engine allows, and how patient it is. */
export interface TransferLimits extends ScheduleLimits, BackOff {
  /** Tries of one copytool with one URL where another may help; default: `stageinretry` and `stageoutretry` of queuedata. */
  readonly stageInTries: number;
  readonly stageOutTries: number;
  /** Least time between two `transfer-progress` of one file. */
  readonly progressIntervalMs: number;
  /** For one try of a transfer of so many bytes; `rate`: bytes a millisecond of its endpoint, as far as it was measured. */
  readonly transferTimeoutMs: (sizeBytes: number | undefined, rate?: number) => number;
  /** Without a byte for so long a transfer that had begun is given up, if its bytes can be seen to move. */
  readonly stallTimeoutMs: number;
  /** For stat, checksum and remove. */
  readonly callTimeoutMs: number;
  /** How long a call may outlive its timeout or its abortion before it is abandoned. */
  readonly graceMs: number;
  readonly maxOutputBytes: number;
  /** `refuse`: an empty output fails with ZERO_FILE_SIZE. */
  readonly emptyOutputs: 'refuse' | 'store';
}
