import type { IoUse, JobUpdate, MemoryUse } from '@panda-pilot/panda-client';

/** What `worker_attributes.json` and `heartbeat.json` hold: the words of the classic updateJob call. */
export type WorkerAttributes = Readonly<Record<string, string | number>>;

type Write = (update: JobUpdate) => string | number | undefined;

/** Where each word comes from. The report of outputs (`xml`) is left out: Harvester has the files themselves. */
const table: Readonly<Record<string, Write>> = {
  jobId: ({ jobId }) => jobId,
  state: ({ state }) => state,
  jobStatus: ({ state }) => state,
  attemptNr: ({ attemptNumber }) => attemptNumber,
  jobSubStatus: ({ subStatus }) => subStatus,
  siteName: ({ siteName }) => siteName,
  node: ({ node }) => node,
  pilotID: ({ pilotId }) => pilotId,
  schedulerID: ({ schedulerId }) => schedulerId,
  batchID: ({ batchId }) => batchId,
  startTime: ({ startedAt }) => utcText(startedAt),
  endTime: ({ endedAt }) => utcText(endedAt),
  pilotTiming: ({ timing }) =>
    timing === undefined
      ? undefined
      : [
          timing.getJobSeconds,
          timing.stageInSeconds,
          timing.payloadSeconds,
          timing.stageOutSeconds,
          timing.initialSetupSeconds,
          timing.setupSeconds,
        ].join('|'),
  transExitCode: ({ payloadExitCode }) => payloadExitCode,
  pilotErrorCode: ({ pilotErrorCode }) => pilotErrorCode,
  pilotErrorDiag: ({ pilotErrorDiag }) => pilotErrorDiag?.slice(0, 500),
  exeErrorCode: ({ exeErrorCode }) => exeErrorCode,
  exeErrorDiag: ({ exeErrorDiag }) => exeErrorDiag?.slice(0, 500),
  cpuConsumptionTime: ({ cpuTimeSeconds }) => rounded(cpuTimeSeconds),
  cpuConsumptionUnit: ({ cpuConsumptionUnit }) => cpuConsumptionUnit,
  cpuConversionFactor: ({ cpuConversionFactor }) => cpuConversionFactor,
  cpu_architecture_level: ({ cpuArchitectureLevel }) => cpuArchitectureLevel,
  coreCount: ({ coreCount }) => coreCount,
  meanCoreCount: ({ meanCoreCount }) => meanCoreCount,
  nEvents: ({ eventCount }) => eventCount,
  nInputFiles: ({ inputFileCount }) => inputFileCount,
  jobMetrics: ({ jobMetrics }) =>
    jobMetrics === undefined
      ? undefined
      : Object.entries(jobMetrics)
          .map(([key, value]) => `${key}=${value}`)
          .join(' '),
  corruptedFiles: ({ corruptedFiles }) => corruptedFiles?.join(','),
  metaData: ({ metadata }) => (typeof metadata === 'object' ? JSON.stringify(metadata) : metadata),
  pilotLog: ({ pilotLog }) => pilotLog?.slice(-4000),
  stdout: ({ stdout }) => stdout?.slice(-2048),
  grid: ({ grid }) => grid,
  source_site: ({ sourceSite }) => sourceSite,
  destination_site: ({ destinationSite }) => destinationSite,
  ...memory({
    maxRSS: 'maxRssKB',
    maxVMEM: 'maxVmemKB',
    maxSWAP: 'maxSwapKB',
    maxPSS: 'maxPssKB',
    avgRSS: 'averageRssKB',
    avgVMEM: 'averageVmemKB',
    avgSWAP: 'averageSwapKB',
    avgPSS: 'averagePssKB',
  }),
  ...io({
    totRCHAR: 'readCharsBytes',
    totWCHAR: 'writtenCharsBytes',
    totRBYTES: 'readBytes',
    totWBYTES: 'writtenBytes',
    rateRCHAR: 'readCharsBytesPerSecond',
    rateWCHAR: 'writtenCharsBytesPerSecond',
    rateRBYTES: 'readBytesPerSecond',
    rateWBYTES: 'writtenBytesPerSecond',
  }),
};

/**
 * What Harvester is told of a job, and tells the server: the update itself, by the classic names. Pure; what is absent
 * is left out.
 */
export function workerAttributes(update: JobUpdate, now: Date): WorkerAttributes {
  const written = Object.entries(table).flatMap(([name, write]) => {
    const value = write(update);
    const isMeasured = typeof value === 'string' || Number.isFinite(value);
    return value === undefined || !isMeasured ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(written), timestamp: localText(now) };
}

function memory(names: Readonly<Record<string, keyof MemoryUse>>): Record<string, Write> {
  return Object.fromEntries(
    Object.entries(names).map(([wire, name]) => [wire, (update: JobUpdate) => rounded(update.memory?.[name])]),
  );
}

function io(names: Readonly<Record<string, keyof IoUse>>): Record<string, Write> {
  return Object.fromEntries(
    Object.entries(names).map(([wire, name]) => [wire, (update: JobUpdate) => rounded(update.io?.[name])]),
  );
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value);
}

function utcText(date: Date | undefined): string | undefined {
  return date === undefined || Number.isNaN(date.getTime())
    ? undefined
    : date.toISOString().slice(0, 19).replace('T', ' ');
}

/** `2026-03-10T14:00:00+0100`: local time with its zone, as pilots have always stamped. */
function localText(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const shifted = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const two = (value: number): string => String(value).padStart(2, '0');
  const zone = Math.abs(minutes);
  return `${shifted}${minutes < 0 ? '-' : '+'}${two(Math.floor(zone / 60))}${two(zone % 60)}`;
}
