import { PilotError } from '@panda-pilot/core';
import type { TimedSample } from '../sampler/usage-summary.ts';

export interface CpuTimeDeps {
  readonly cpuSeconds: number;
  readonly processes: (signal: AbortSignal) => AsyncIterable<TimedSample>;
}

/**
 * Resolves with SIGXCPU when the payload's processes have used more than `cpuSeconds`: the code of what a batch system sends at its own
 * limit.
 */
export async function watchCpuTime(
  { cpuSeconds, processes }: CpuTimeDeps,
  signal: AbortSignal,
): Promise<PilotError | undefined> {
  for await (const { userSeconds, systemSeconds } of processes(signal)) {
    const used = userSeconds + systemSeconds;
    if (used <= cpuSeconds) continue;
    return new PilotError('SIGXCPU', `the payload has used ${used.toFixed(1)} s of CPU time (limit ${cpuSeconds} s)`, {
      details: { cpuSeconds: used, limitSeconds: cpuSeconds },
    });
  }
  return undefined;
}
