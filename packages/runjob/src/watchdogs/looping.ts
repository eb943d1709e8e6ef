import { PilotError } from '@panda-pilot/core';
import type { ActiveTime } from '../sampler/active-time.ts';
import type { DirectoryUse } from '../sampler/directory-tree.ts';

export interface LoopingDeps {
  readonly loopingMs: number;
  readonly directory: (signal: AbortSignal) => AsyncIterable<DirectoryUse>;
  readonly activeTime: ActiveTime;
  /** Asks for the next look in so many milliseconds at the latest. */
  readonly lookWithin: (ms: number) => void;
}

/** Resolves with LOOPING_JOB when no relevant file has changed for `loopingMs` of time in which the payload could work. */
export async function watchLooping(deps: LoopingDeps, signal: AbortSignal): Promise<PilotError | undefined> {
  const { activeTime, loopingMs, lookWithin } = deps;
  let activeAt = activeTime.now();
  let changedMs: number | undefined;
  let path = 'nothing';
  for await (const { newest } of deps.directory(signal)) {
    if (newest !== undefined && newest.changedMs !== changedMs) {
      ({ changedMs, path } = newest);
      activeAt = Math.max(activeAt, activeTime.now() - activeTime.ageOf(newest.changedMs));
    }
    const idleMs = activeTime.now() - activeAt;
    if (idleMs > loopingMs) return loopingJob({ idleMs, loopingMs, path, changedMs });
    lookWithin(loopingMs - idleMs + 1);
  }
  return undefined;
}

function loopingJob(found: {
  readonly idleMs: number;
  readonly loopingMs: number;
  readonly path: string;
  readonly changedMs: number | undefined;
}): PilotError {
  const { idleMs, loopingMs, path, changedMs } = found;
  const since = changedMs === undefined ? '' : ` at ${new Date(changedMs).toISOString()}`;
  return new PilotError(
    'LOOPING_JOB',
    `no file has changed for ${seconds(idleMs)} s (limit ${seconds(loopingMs)} s); the last was ${path}${since}`,
    { details: { idleSeconds: seconds(idleMs), limitSeconds: seconds(loopingMs), lastChanged: path } },
  );
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
