import { PilotError } from '@panda-pilot/core';
import { pause } from '../sampler/beats.ts';

export interface WallTimeDeps {
  readonly wallSeconds: number;
}

/** Node's timers overflow above this and fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Resolves with REACHED_MAX_TIME when the payload, all steps together, has run for `wallSeconds`. */
export async function watchWallTime(
  { wallSeconds }: WallTimeDeps,
  signal: AbortSignal,
): Promise<PilotError | undefined> {
  for (let leftMs = wallSeconds * 1000; leftMs > 0; leftMs -= longestTimerMs) {
    if (!(await pause(Math.min(leftMs, longestTimerMs), signal))) return undefined;
  }
  return new PilotError('REACHED_MAX_TIME', `the payload ran into the job's wall-time limit of ${wallSeconds} s`, {
    details: { limitSeconds: wallSeconds },
  });
}
