import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { PilotError } from '@panda-pilot/core';
import { beats } from '../sampler/beats.ts';

export interface OutputSizeDeps {
  readonly outputFileBytes: number;
  readonly filePeriodMs: number;
  /** The work directory. */
  readonly work: string;
  readonly lfns: readonly string[];
}

/** Resolves with OUTPUT_FILE_TOO_LARGE when one of the job's outputs is larger than `outputFileBytes`. */
export async function watchOutputSize(
  { outputFileBytes, filePeriodMs, work, lfns }: OutputSizeDeps,
  signal: AbortSignal,
): Promise<PilotError | undefined> {
  for await (const _ of beats(filePeriodMs, signal)) {
    for (const lfn of lfns) {
      const sizeBytes = await sizeOfOutput(work, lfn);
      if (sizeBytes <= outputFileBytes) continue;
      return new PilotError('OUTPUT_FILE_TOO_LARGE', `${lfn} has ${sizeBytes} bytes (limit ${outputFileBytes})`, {
        details: { lfn, sizeBytes, limitBytes: outputFileBytes },
      });
    }
  }
  return undefined;
}

/** The size of an output in bytes, as far as it is made. */
export async function sizeOfOutput(work: string, lfn: string): Promise<number> {
  try {
    return (await lstat(join(work, lfn))).size;
  } catch {
    return 0; // not made yet
  }
}
