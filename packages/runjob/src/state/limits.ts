import type { Job, Queuedata } from '@panda-pilot/core';
import { z } from 'zod';

const milliseconds = z.number().positive();
const bytes = z.number().nonnegative();

/** What the watchdogs of a site allow, as `job.json` carries it. */
export const limitSettingsSchema = z.object({
  /** A payload that changes no file for so long is looping. */
  loopingProductionMs: milliseconds,
  loopingAnalysisMs: milliseconds,
  /** Takes the place of what queuedata says of the work directory. */
  workDirBytes: bytes.optional(),
  /** How far a work directory may exceed what queuedata says: 0.2 is 20 %. */
  workDirMargin: z.number().nonnegative(),
  /** Of each of the files that take the payload's stdout and stderr, and of `log.*` in the work directory. */
  stdoutBytes: bytes,
  outputFileBytes: bytes,
  /** What must stay free on the disk of the work directory. */
  freeDiskBytes: bytes,
  /** Takes the place of what queuedata and job say of memory. */
  memoryBytes: bytes.optional(),
  /** The payload is killed above so many times its memory limit, unless queuedata has `memkillgrace`. */
  memoryFactor: z.number().positive(),
  /** The payload is killed above so many times the job's `maxCpuCount`; 0: never. */
  cpuFactor: z.number().nonnegative(),
  /** When outputs must be stored, in milliseconds since 1970: what is left of the slot then is for the log. */
  storeBy: z.number().optional(),
  /** How fast outputs are stored at the least: a payload whose outputs could not be stored in time any more is ended. */
  storeBytesPerSecond: z.number().positive(),
  /** What the batch system allows the slot: nothing else that is said of it goes beyond. */
  slotMemoryBytes: bytes.optional(),
  slotDiskBytes: bytes.optional(),
  slotCpuSeconds: z.number().positive().optional(),
  /** Time between two looks at the payload's processes, at its directories, and at single files and the disk. */
  processPeriodMs: milliseconds,
  directoryPeriodMs: milliseconds,
  filePeriodMs: milliseconds,
  /** How long the stack traces of a payload may take before it is killed; 0: none are made. */
  stackTraceMs: z.number().nonnegative(),
});

/** What the watchdogs of a site allow. */
export type LimitSettings = z.infer<typeof limitSettingsSchema>;

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;
const minute = 60_000;

/**
 * The defaults. Looping, stdout and output sizes: pilot 1 and pilot3. Free disk, work directory margin and memory
 * factor: pilot3, which looks at files and memory once a minute. CPU time: neither of them kills for it.
 */
export const defaultLimits: LimitSettings = {
  loopingProductionMs: 12 * 60 * minute,
  loopingAnalysisMs: 3 * 60 * minute,
  workDirMargin: 0.2,
  stdoutBytes: 2 * gibibyte,
  outputFileBytes: 500 * gibibyte,
  freeDiskBytes: gibibyte,
  memoryFactor: 2,
  cpuFactor: 0,
  storeBytesPerSecond: 10 * mebibyte,
  processPeriodMs: 30_000,
  directoryPeriodMs: minute,
  filePeriodMs: 10_000,
  stackTraceMs: 20_000,
};

/** The looping limits of pilot3: two hours for every job. */
export const pilot3Looping: Pick<LimitSettings, 'loopingProductionMs' | 'loopingAnalysisMs'> = {
  loopingProductionMs: 120 * minute,
  loopingAnalysisMs: 120 * minute,
};

/** The work directory of a job on a queue that says nothing: pilot 1's largest input, and room for what the payload makes of it. */
const defaultInputBytes = 14 * gibibyte;
const roomForOutputsBytes = 2 * gibibyte;

/** What one payload may use. An absent limit is not watched. */
export interface Limits {
  readonly loopingMs?: number;
  readonly workDirBytes: number;
  readonly stdoutBytes: number;
  readonly outputFileBytes: number;
  readonly freeDiskBytes: number;
  readonly memoryBytes?: number;
  readonly cpuSeconds?: number;
  readonly wallSeconds?: number;
  readonly storeBy?: number;
  readonly storeBytesPerSecond: number;
  readonly processPeriodMs: number;
  readonly directoryPeriodMs: number;
  readonly filePeriodMs: number;
  readonly stackTraceMs: number;
}

/** Pure: what `job` may use on the queue, by what the site has set. */
export function limitsOf(job: Job, queuedata: Queuedata, settings: LimitSettings): Limits {
  const memoryBytes = lower(memoryLimit(job, queuedata, settings), settings.slotMemoryBytes);
  const cpuSeconds = lower(cpuLimit(job, settings), settings.slotCpuSeconds);
  const { wallSeconds } = job.limits;
  const { storeBy, slotDiskBytes = Number.POSITIVE_INFINITY } = settings;
  return {
    ...(job.loopingCheck && {
      loopingMs: job.isAnalysis ? settings.loopingAnalysisMs : settings.loopingProductionMs,
    }),
    workDirBytes: Math.min(workDirLimit(job, queuedata, settings), slotDiskBytes),
    stdoutBytes: settings.stdoutBytes,
    outputFileBytes: settings.outputFileBytes,
    freeDiskBytes: settings.freeDiskBytes,
    ...(memoryBytes !== undefined && { memoryBytes }),
    ...(cpuSeconds !== undefined && { cpuSeconds }),
    ...(wallSeconds !== undefined && { wallSeconds }),
    ...(storeBy !== undefined && { storeBy }),
    storeBytesPerSecond: settings.storeBytesPerSecond,
    processPeriodMs: settings.processPeriodMs,
    directoryPeriodMs: settings.directoryPeriodMs,
    filePeriodMs: settings.filePeriodMs,
    stackTraceMs: settings.stackTraceMs,
  };
}

function workDirLimit(job: Job, queuedata: Queuedata, settings: LimitSettings): number {
  if (settings.workDirBytes !== undefined) return settings.workDirBytes;
  const { maxWorkDirMb, maxInputSizeMb } = queuedata;
  if (maxWorkDirMb !== undefined && maxWorkDirMb > 0) {
    return maxWorkDirMb * mebibyte * shareOfSlot(job, queuedata) * (1 + settings.workDirMargin);
  }
  const inputs = maxInputSizeMb === undefined || maxInputSizeMb === 0 ? defaultInputBytes : maxInputSizeMb * mebibyte;
  return (inputs + roomForOutputsBytes) * (1 + settings.workDirMargin);
}

function memoryLimit(job: Job, queuedata: Queuedata, settings: LimitSettings): number | undefined {
  if (settings.memoryBytes !== undefined) return settings.memoryBytes;
  const { maxRssMb, memoryKillGracePercent } = queuedata;
  const factor = memoryKillGracePercent === undefined ? settings.memoryFactor : 1 + memoryKillGracePercent / 100;
  const slotMb = maxRssMb === undefined ? 0 : maxRssMb * shareOfSlot(job, queuedata);
  const limitMb = Math.max(slotMb, job.limits.memoryMb ?? 0);
  return limitMb === 0 ? undefined : limitMb * mebibyte * factor;
}

function cpuLimit(job: Job, { cpuFactor }: LimitSettings): number | undefined {
  const { cpuSeconds } = job.limits;
  return cpuSeconds === undefined || cpuFactor === 0 ? undefined : cpuSeconds * cpuFactor;
}

function lower(limit: number | undefined, bound: number | undefined): number | undefined {
  return limit === undefined || bound === undefined ? (limit ?? bound) : Math.min(limit, bound);
}

/** What a queue says is for a slot with all its cores. */
function shareOfSlot(job: Job, { cores }: Queuedata): number {
  return typeof cores === 'number' && cores > 0 ? Math.min(1, job.limits.cores / cores) : 1;
}
