import { availableParallelism } from 'node:os';
import type { Queuedata } from '@panda-pilot/core';
import { transferTimeoutMs } from '../time/timeout.ts';
import type { TransferLimits } from './transfer-limits.ts';

/** The engine's patience, with the tries that the queue allows. */
export function defaultLimits({
  stageInTries,
  stageOutTries,
}: Pick<Queuedata, 'stageInTries' | 'stageOutTries'>): TransferLimits {
  const transfers = transfersFor(availableParallelism());
  return {
    stageInTries,
    stageOutTries,
    backOffMs: 2_000,
    maxBackOffMs: 60_000,
    transfers,
    transfersPerEndpoint: Math.max(1, Math.ceil(transfers / 2)),
    progressIntervalMs: 500,
    transferTimeoutMs,
    stallTimeoutMs: 300_000,
    callTimeoutMs: 60_000,
    graceMs: 5_000,
    // What pilot 1 and 3 let pass.
    maxOutputBytes: 500 * 1024 ** 3,
    emptyOutputs: 'refuse',
  };
}

/** Two for each core, since most of a transfer is waiting; four at least, and no more than a storage likes of one job. */
function transfersFor(cores: number): number {
  return Math.min(16, Math.max(4, 2 * cores));
}

/** Above it a transfer is long enough to fill the line by itself. */
const largeBytes = 1024 ** 3;

/** How many of these transfers go at once: large ones fill line and disk by themselves, so two of them do. */
export function transfersAtOnce(
  limits: Pick<TransferLimits, 'transfers'>,
  sizes: readonly (number | undefined)[],
): number {
  const known = sizes.filter((bytes) => bytes !== undefined);
  const allLarge = known.length > 0 && known.length === sizes.length && known.every((bytes) => bytes >= largeBytes);
  return allLarge ? Math.min(2, limits.transfers) : limits.transfers;
}
