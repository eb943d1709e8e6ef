import type { Job } from '@panda-pilot/core';
import type { JobUpdate } from '@panda-pilot/panda-client';
import type { FromRunJob, PayloadReport } from '@panda-pilot/runjob';

/** What is known of a payload that runs, or has run: `endedAt` is absent while it runs. */
export type KnownOfPayload = Pick<
  PayloadReport,
  'coprocess' | 'cpuSeconds' | 'endedAt' | 'events' | 'io' | 'memory' | 'memoryTrend' | 'startedAt' | 'workDirBytes'
>;

/** What is known once runjob has sent `message`: the start of a job's first step is that of its payload. Pure. */
export function learnOfPayload(known: KnownOfPayload, message: FromRunJob): KnownOfPayload {
  if (message.type === 'payload-started') return { startedAt: message.at, ...known };
  return message.type === 'payload-usage' ? { ...known, ...message.usage } : known;
}

/**
 * What the server is told of a payload's use, in heartbeats and in the final update alike, as far as it was measured.
 * `meanCoreCount` counts cores that were busy. Pure, but for the moment in which a payload that runs is looked at.
 */
export function payloadUse(payload: KnownOfPayload, job: Job | undefined, now = new Date()): Partial<JobUpdate> {
  const { cpuSeconds, endedAt, io, memory, startedAt } = payload;
  const endMs = endedAt === undefined ? now.getTime() : Date.parse(endedAt);
  const seconds = startedAt === undefined ? 0 : (endMs - Date.parse(startedAt)) / 1000;
  const cores = job === undefined ? {} : { coreCount: job.limits.cores };
  return {
    ...cores,
    ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt) }),
    ...(cpuSeconds === undefined ? {} : { cpuTimeSeconds: cpuSeconds, cpuConversionFactor: 1 }),
    ...(cpuSeconds === undefined || seconds <= 0 ? {} : { meanCoreCount: cpuSeconds / seconds }),
    ...(memory === undefined ? {} : { memory: asMemoryUse(memory) }),
    ...(io === undefined ? {} : { io }),
    ...jobMetricsOf(payload, cores),
  };
}

/** The server's memory_leak and memory_leak_x2 are made of `leak` and `chi2`. */
function jobMetricsOf(
  { coprocess, events, memoryTrend, workDirBytes }: KnownOfPayload,
  cores: Pick<JobUpdate, 'coreCount'>,
): Pick<JobUpdate, 'jobMetrics'> {
  const failures = coprocess?.failures ?? 0;
  const counted = {
    ...(events === undefined ? {} : { nEvents: events }),
    ...(workDirBytes === undefined ? {} : { workDirSize: workDirBytes }),
    ...(memoryTrend && { leak: hundredths(memoryTrend.bytesPerSecond), chi2: hundredths(memoryTrend.chi2) }),
    ...(failures === 0 ? {} : { coprocessFailures: failures }),
  };
  return Object.keys(counted).length === 0 ? {} : { jobMetrics: { ...cores, ...counted } };
}

/** The server overlooks a number of a single digit, and one in powers of ten. */
function hundredths(value: number): string {
  return value.toFixed(2);
}

function asMemoryUse(memory: NonNullable<PayloadReport['memory']>): NonNullable<JobUpdate['memory']> {
  const values = {
    maxRssKB: memory.maxRssKb,
    maxPssKB: memory.maxPssKb,
    maxVmemKB: memory.maxVmemKb,
    maxSwapKB: memory.maxSwapKb,
    averageRssKB: memory.averageRssKb,
    averagePssKB: memory.averagePssKb,
    averageVmemKB: memory.averageVmemKb,
    averageSwapKB: memory.averageSwapKb,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
