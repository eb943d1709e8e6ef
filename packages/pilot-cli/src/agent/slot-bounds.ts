import type { Queuedata } from '@panda-pilot/core';
import type { LimitSettings } from '@panda-pilot/runjob';
import type { Settings } from '../config/settings.ts';
import type { SlotFeatures } from '../node/slot-features.ts';
import type { SlotBounds } from './slot-time.ts';

/** How long the slot lasts, and what the batch system allows each of the jobs that run in it. */
export interface SlotLimits {
  readonly time: SlotBounds;
  readonly limits: Partial<LimitSettings>;
}

/**
 * The slot lasts as long as the pilot is told, or the queue says, and never longer than the batch system says; a tenth
 * of it, at most ten minutes, is for storing what there is. Pure; `now` in milliseconds since 1970.
 */
export function slotBounds(
  { lifetime, slots }: Pick<Settings, 'lifetime' | 'slots'>,
  { maxTimeSeconds }: Pick<Queuedata, 'maxTimeSeconds'>,
  given: { readonly features: SlotFeatures; readonly now: number },
): SlotLimits {
  const { features, now } = given;
  const limits = shareOf(features, slots);
  const told = (lifetime ?? maxTimeSeconds ?? 0) * 1000;
  const ends = [...(told > 0 ? [told] : []), ...(features.endsAt === undefined ? [] : [features.endsAt - now])];
  if (ends.length === 0) return { time: { lifetimeMs: undefined, reserveMs: 0 }, limits };
  // 0 would be no end at all.
  const lifetimeMs = Math.max(1, Math.min(...ends));
  const reserveMs = Math.min(600_000, lifetimeMs / 10);
  return { time: { lifetimeMs, reserveMs }, limits: { ...limits, storeBy: now + lifetimeMs - reserveMs } };
}

function shareOf({ cpuSeconds, diskBytes, memoryBytes }: SlotFeatures, slots: number): Partial<LimitSettings> {
  return {
    ...(cpuSeconds === undefined ? {} : { slotCpuSeconds: cpuSeconds / slots }),
    ...(diskBytes === undefined ? {} : { slotDiskBytes: diskBytes / slots }),
    ...(memoryBytes === undefined ? {} : { slotMemoryBytes: memoryBytes / slots }),
  };
}
