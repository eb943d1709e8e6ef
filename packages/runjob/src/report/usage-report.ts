import type { Usage } from '@panda-pilot/timed-command';
import type { PayloadUsage } from '../state/job-report.ts';
import type { Measured } from '../sampler/sampler.ts';
import type { UsageSummary } from '../sampler/usage-summary.ts';

/**
 * What the server is told of a payload's use: the sampler's view, and of CPU time and resident memory the larger of its
 * and the `commands`'.
 */
export function usageReport({ usage, workDirBytes }: Measured, commands: readonly Usage[]): PayloadUsage {
  const sampledCpu = usage === undefined ? 0 : usage.max.userSeconds + usage.max.systemSeconds;
  const countedCpu = commands.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / 1000;
  const peakRssKb = Math.max(0, ...commands.map(({ peakMemoryBytes = 0 }) => Math.round(peakMemoryBytes / 1024)));
  const memory = usage === undefined ? undefined : memoryOf(usage);
  const maxRssKb = Math.max(memory?.maxRssKb ?? 0, peakRssKb);
  return {
    cpuSeconds: Math.max(sampledCpu, countedCpu),
    ...(maxRssKb > 0 && { memory: { ...memory, maxRssKb } }),
    ...(usage !== undefined && { io: ioOf(usage), maxProcesses: usage.max.processes }),
    ...(usage?.memoryTrend !== undefined && { memoryTrend: usage.memoryTrend }),
    ...(workDirBytes !== undefined && { workDirBytes }),
  };
}

function memoryOf({ max, average }: UsageSummary): NonNullable<PayloadUsage['memory']> {
  return {
    maxRssKb: max.rssKb,
    maxPssKb: max.pssKb,
    maxVmemKb: Math.round(max.vmemKb),
    maxSwapKb: max.swapKb,
    averageRssKb: Math.round(average.rssKb),
    averagePssKb: Math.round(average.pssKb),
    averageVmemKb: Math.round(average.vmemKb),
    averageSwapKb: Math.round(average.swapKb),
  };
}

function ioOf({ max, rate }: UsageSummary): NonNullable<PayloadUsage['io']> {
  return {
    readCharsBytes: max.readChars,
    writtenCharsBytes: max.writtenChars,
    readBytes: max.readBytes,
    writtenBytes: max.writtenBytes,
    readCharsBytesPerSecond: Math.round(rate.readChars),
    writtenCharsBytesPerSecond: Math.round(rate.writtenChars),
    readBytesPerSecond: Math.round(rate.readBytes),
    writtenBytesPerSecond: Math.round(rate.writtenBytes),
  };
}
