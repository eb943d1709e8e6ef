import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { PilotError } from '@panda-pilot/core';
import { createBeats } from '../sampler/beats.ts';
import { createForesight } from './foresight.ts';

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
  const beats = createBeats(filePeriodMs, signal);
  const outputs = lfns.map((lfn) => ({ lfn, dueIn: createForesight(outputFileBytes) }));
  for await (const _ of beats) {
    for (const { dueIn, lfn } of outputs) {
      const sizeBytes = await sizeOfOutput(work, lfn);
      beats.within(dueIn(sizeBytes));
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
