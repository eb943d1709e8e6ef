import type { ScheduleLimits } from './schedule.ts';
import type { BackOff } from './retry.ts';

/** What the engine allows, and how patient it is. */
export interface TransferLimits extends ScheduleLimits, BackOff {
  /** Tries of one copytool with one URL where another try may help; default: `stageinretry` and `stageoutretry` of queuedata. */
  readonly stageInTries: number;
  readonly stageOutTries: number;
  /** Wait before the second try of the same thing; doubles with each further one, give or take half. */
  readonly backOffMs: number;
  readonly maxBackOffMs: number;
  /** Transfers under way at once, in all and to one endpoint. */
  readonly transfers: number;
  readonly transfersPerEndpoint: number;
  /** Least time between two `transfer-progress` of one file. */
  readonly progressIntervalMs: number;
  /** One try of a transfer of so many bytes. */
  readonly transferTimeoutMs: (sizeBytes: number | undefined) => number;
  /** For stat, checksum and remove. */
  readonly callTimeoutMs: number;
  /** How long a call may outlive its timeout or its abortion before it is abandoned. */
  readonly graceMs: number;
  readonly maxOutputBytes: number;
  /** `refuse`: an empty output fails with ZERO_FILE_SIZE. */
  readonly emptyOutputs: 'refuse' | 'store';
}
