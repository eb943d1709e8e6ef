import { PilotError } from '@panda-pilot/core';
import { createBeats } from '../sampler/beats.ts';
import { sizeOfOutput } from './output-size.ts';

export interface SlotEndDeps {
  /** When outputs must be stored, in milliseconds since 1970. */
  readonly storeBy: number;
  readonly storeBytesPerSecond: number;
  readonly filePeriodMs: number;
  /** The work directory. */
  readonly work: string;
  readonly lfns: readonly string[];
}

/** Resolves with REACHED_MAX_TIME when the outputs, as large as they are by then, could only just be stored before the slot ends. */
export async function watchSlotEnd(deps: SlotEndDeps, signal: AbortSignal): Promise<PilotError | undefined> {
  const { filePeriodMs, lfns, storeBy, storeBytesPerSecond, work } = deps;
  // From here on by a clock that nobody sets.
  const endsAt = performance.now() + storeBy - Date.now();
  const beats = createBeats(filePeriodMs, signal);
  for await (const _ of beats) {
    const sizes = await Promise.all(lfns.map((lfn) => sizeOfOutput(work, lfn)));
    const outputBytes = sizes.reduce((sum, size) => sum + size, 0);
    const neededSeconds = outputBytes / storeBytesPerSecond;
    const leftSeconds = (endsAt - performance.now()) / 1000;
    if (leftSeconds > neededSeconds) {
      beats.within((leftSeconds - neededSeconds) * 1000);
      continue;
    }
    const left = `${Math.max(0, leftSeconds).toFixed(1)} s are left`;
    return new PilotError(
      'REACHED_MAX_TIME',
      `${left}, and storing ${outputBytes} bytes may take ${neededSeconds.toFixed(1)} s`,
      { details: { leftSeconds, neededSeconds, outputBytes } },
    );
  }
  return undefined;
}
