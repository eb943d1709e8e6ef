import { PilotError } from '@panda-pilot/core';
import type { TimedSample } from '../sampler/usage-summary.ts';

export interface MemoryDeps {
  readonly memoryBytes: number;
  readonly processes: (signal: AbortSignal) => AsyncIterable<TimedSample>;
}

/** Resolves with PAYLOAD_EXCEED_MAX_MEM when the proportional memory of all the payload's processes together exceeds `memoryBytes`. */
export async function watchMemory(
  { memoryBytes, processes }: MemoryDeps,
  signal: AbortSignal,
): Promise<PilotError | undefined> {
  const limitKb = Math.round(memoryBytes / 1024);
  for await (const { pssKb, pssIsExact, processes: count } of processes(signal)) {
    if (pssKb <= limitKb || !pssIsExact) continue;
    return new PilotError('PAYLOAD_EXCEED_MAX_MEM', `${pssKb} kB in ${count} processes (limit ${limitKb} kB)`, {
      details: { pssKb, limitKb, processes: count },
    });
  }
  return undefined;
}
