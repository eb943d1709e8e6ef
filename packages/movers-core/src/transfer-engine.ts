import type { Logger, Queuedata } from '@panda-pilot/core';
import type { Mover } from './mover.ts';
import type { StageInOutcome, StageInRequest, StageOutOutcome, StageOutRequest, TransferEvent } from './staging.ts';

/** Moves a job's files: which replica, which copytool, how often, how long, and whether the result may be believed. */
export interface TransferEngine {
  /**
   * Settles every file on its own, in the order of `files`; one failure does not stop the others. Rejects only with
   * `signal.reason` once aborted, when nothing partial is left; files that were whole by then stay and were told by events.
   */
  stageIn(
    files: readonly StageInRequest[],
    options: { readonly signal: AbortSignal },
  ): Promise<readonly StageInOutcome[]>;
  /** As `stageIn`. What the storage already holds with the same content is not stored again. */
  stageOut(
    files: readonly StageOutRequest[],
    options: { readonly signal: AbortSignal },
  ): Promise<readonly StageOutOutcome[]>;
}

export interface TransferEngineDeps {
  /** Called once for each copytool that is needed; rejects with PilotError UNKNOWN_COPYTOOL for one that nobody knows. */
  readonly movers: (copytool: string) => Promise<Mover>;
  readonly queuedata: Queuedata;
  readonly logger: Logger;
  readonly onEvent: (event: TransferEvent) => void;
  readonly limits?: Partial<TransferLimits>;
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  /** Free bytes of the disk that holds `directory`. */
  readonly freeSpace?: (directory: string) => Promise<number>;
}

/** Monotonic time and waiting. */
export interface Clock {
  now(): number;
  /** Rejects with `signal.reason` when aborted. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
}

export interface TransferLimits {
  /** Tries of one copytool with one URL when the kind of error may change; default: what queuedata says, else 2. */
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
  /** For stat, checksum and remove. */
  readonly callTimeoutMs: number;
  /** How long a call may outlive its timeout or its abortion before it is abandoned. */
  readonly graceMs: number;
  readonly maxOutputBytes: number;
  /** `refuse`: an empty output fails with ZERO_FILE_SIZE. */
  readonly emptyOutputs: 'refuse' | 'store';
}

/** Builds the engine of one job. */
export function createTransferEngine(deps: TransferEngineDeps): TransferEngine {
  const notYet = (files: readonly unknown[]): Promise<never> =>
    Promise.reject(new TypeError(`${files.length} files of ${deps.queuedata.name} are not moved yet`));
  return { stageIn: notYet, stageOut: notYet };
}
