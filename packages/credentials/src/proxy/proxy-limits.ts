/**
 * When a proxy is looked at. `running` is the watch while a payload runs; `use`: it is used at once, and will do for as
 * long as it lasts.
 */
export type ProxyMoment = 'start' | 'stage-in' | 'stage-out' | 'running' | 'use';

/** How long a proxy and its VOMS attributes must last at each moment but that of use, in seconds. */
export interface ProxyLimits {
  readonly startSeconds: number;
  readonly stageInSeconds: number;
  readonly stageOutSeconds: number;
  readonly runningSeconds: number;
  /** Taken off every limit: a proxy that was made for exactly the limit has lost minutes when it is looked at. */
  readonly graceSeconds: number;
}

/**
 * What the wiki's pilot asked for: 48 hours when it started and before stage-in, 2 hours before stage-out; while a
 * payload ran, in its last versions, 10 minutes, which storing the log and reporting take.
 */
export const wikiProxyLimits: ProxyLimits = {
  startSeconds: 48 * 3600,
  stageInSeconds: 48 * 3600,
  stageOutSeconds: 2 * 3600,
  runningSeconds: 10 * 60,
  graceSeconds: 0,
};

/** What today's pilot asks for: 72 hours when it starts, an hour from then on, each less 20 minutes. */
export const currentProxyLimits: ProxyLimits = {
  startSeconds: 72 * 3600,
  stageInSeconds: 3600,
  stageOutSeconds: 3600,
  runningSeconds: 3600,
  graceSeconds: 20 * 60,
};

/** A proxy will do for as long as it lasts. */
export const noProxyLimits: ProxyLimits = {
  startSeconds: 0,
  stageInSeconds: 0,
  stageOutSeconds: 0,
  runningSeconds: 0,
  graceSeconds: 0,
};

/** Seconds that a proxy must last at `moment`. */
export function demandedSeconds(limits: ProxyLimits, moment: ProxyMoment): number {
  const byMoment: Record<ProxyMoment, number> = {
    start: limits.startSeconds,
    'stage-in': limits.stageInSeconds,
    'stage-out': limits.stageOutSeconds,
    running: limits.runningSeconds,
    use: 0,
  };
  return Math.max(byMoment[moment] - limits.graceSeconds, 0);
}
