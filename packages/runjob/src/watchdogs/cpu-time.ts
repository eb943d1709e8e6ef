import { PilotError } from '@panda-pilot/core';
import type { TimedSample } from '../sampler/usage-summary.ts';
import { createForesight } from './foresight.ts';

export interface CpuTimeDeps {
  readonly cpuSeconds: number;
  readonly processes: (signal: AbortSignal) => AsyncIterable<TimedSample>;
  /** Asks for the next look in so many milliseconds at the latest. */
  readonly lookWithin: (ms: number) => void;
}

/**
 * Resolves with SIGXCPU when the payload's processes have used more than `cpuSeconds`: the code of what a batch system
 * sends at its own limit.
 */
export async function watchCpuTime(
  { cpuSeconds, lookWithin, processes }: CpuTimeDeps,
  signal: AbortSignal,
): Promise<PilotError | undefined> {
  const dueIn = createForesight(cpuSeconds);
  for await (const { userSeconds, systemSeconds } of processes(signal)) {
    const used = userSeconds + systemSeconds;
    lookWithin(dueIn(used));
    if (used <= cpuSeconds) continue;
    return new PilotError('SIGXCPU', `the payload has used ${used.toFixed(1)} s of CPU time (limit ${cpuSeconds} s)`, {
      details: { cpuSeconds: used, limitSeconds: cpuSeconds },
    });
  }
  return undefined;
}
