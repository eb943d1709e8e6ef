import { PilotError } from '@panda-pilot/core';
import type { TimedSample } from '../sampler/usage-summary.ts';
import { createForesight } from './foresight.ts';

export interface MemoryDeps {
  readonly memoryBytes: number;
  readonly processes: (signal: AbortSignal) => AsyncIterable<TimedSample>;
  /** Asks for the next look in so many milliseconds at the latest. */
  readonly lookWithin: (ms: number) => void;
}

/** Resolves with PAYLOAD_EXCEED_MAX_MEM when the proportional memory of all the payload's processes together exceeds `memoryBytes`. */
export async function watchMemory(
  { lookWithin, memoryBytes, processes }: MemoryDeps,
  signal: AbortSignal,
): Promise<PilotError | undefined> {
  const limitKb = Math.round(memoryBytes / 1024);
  const dueIn = createForesight(limitKb);
  for await (const { pssKb, pssIsExact, processes: count } of processes(signal)) {
    lookWithin(dueIn(pssKb));
    if (pssKb <= limitKb || !pssIsExact) continue;
    return new PilotError('PAYLOAD_EXCEED_MAX_MEM', `${pssKb} kB in ${count} processes (limit ${limitKb} kB)`, {
      details: { pssKb, limitKb, processes: count },
    });
  }
  return undefined;
}
