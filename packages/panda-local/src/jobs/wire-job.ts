import { randomUUID } from 'node:crypto';
import type { WireJob } from '@panda-pilot/core';
import type { EventRange, JobRecord } from './job-record.ts';
import type { SubmittedJob } from './submitted-job.ts';

/** The job as it waits to be taken: every key of the wire that the server always sends, then the caller's overrides. */
export function createJobRecord(pandaId: number, job: SubmittedJob, now: Date): JobRecord {
  const description: WireJob = { ...identity(pandaId, job), ...limits(job), ...inputLists(job), ...outputLists(job) };
  const wire: WireJob = { ...description, ...job.raw };
  return {
    pandaId,
    queue: job.queue,
    status: 'activated',
    attempt: Number(wire['attemptNr']),
    description: wire,
    columns: {},
    history: [{ status: 'activated', at: now.toISOString() }],
    debug: false,
    files: [],
    eventRanges: eventRanges(pandaId, job),
  };
}

/** The job as a pilot gets it; one in debug mode comes with the pilots' secrets. */
export function jobOnTheWire({ debug, description }: JobRecord, pilotSecrets: string | undefined): WireJob {
  const mode = debug ? { debug: 'True', ...(pilotSecrets !== undefined && { pilotSecrets }) } : {};
  return { StatusCode: 0, ...description, ...mode };
}

function identity(pandaId: number, job: SubmittedJob): WireJob {
  return {
    PandaID: pandaId,
    attemptNr: 1,
    jobsetID: pandaId,
    taskID: 0,
    reqID: 0,
    jobDefinitionID: 0,
    jobName: job.name ?? `panda-local.${pandaId}`,
    prodSourceLabel: job.label ?? 'managed',
    processingType: 'panda-local',
    transferType: 'NULL',
    currentPriority: job.priority ?? 1000,
    resource_type: (job.cores ?? 1) > 1 ? 'MCORE' : 'SCORE',
    nucleus: 'NULL',
    cloud: 'LOCAL',
    sourceSite: 'NULL',
    destinationSE: 'NULL',
    prodUserID: job.owner ?? 'Local User',
    transformation: job.transformation,
    homepackage: 'NULL',
    swRelease: 'NULL',
    cmtConfig: 'NULL',
    jobPars: job.parameters ?? '',
  };
}

function limits(job: SubmittedJob): WireJob {
  return {
    maxCpuCount: 0,
    maxWalltime: job.wallSeconds ?? 'NULL',
    minRamCount: job.memoryMb ?? 0,
    maxDiskCount: job.diskMb ?? 0,
    coreCount: job.cores ?? 1,
    ioIntensity: null,
    ioIntensityUnit: null,
  };
}

function inputLists({ inputs = [] }: SubmittedJob): WireJob {
  return {
    inFiles: inputs.map(({ lfn }) => lfn).join(','),
    scopeIn: inputs.map(({ scope }) => scope).join(','),
    GUID: inputs.map(({ guid }) => guid ?? randomUUID()).join(','),
    fsize: inputs.map(({ sizeBytes }) => sizeBytes).join(','),
    checksum: inputs.map(({ checksum }) => checksum).join(','),
    ddmEndPointIn: inputs.map(({ endpoint }) => endpoint ?? 'NULL').join(','),
    dispatchDblock: inputs.map(() => 'NULL').join(','),
    dispatchDBlockToken: inputs.map(() => 'NULL').join(','),
    prodDBlocks: inputs.map(({ dataset }) => dataset ?? 'NULL').join(','),
    prodDBlockToken: inputs.map(() => 'NULL').join(','),
    realDatasetsIn: inputs.map(({ dataset }) => dataset ?? 'NULL').join(','),
  };
}

/** Outputs and log share their lists, the log last; only the scopes of the outputs stand alone. */
function outputLists({ outputs = [], log }: SubmittedJob): WireJob {
  const stored = log === undefined ? outputs : [...outputs, log];
  const optional = outputs.filter((output) => output.optional === true).map(({ lfn }) => lfn);
  return {
    outFiles: stored.map(({ lfn }) => lfn).join(','),
    scopeOut: outputs.map(({ scope }) => scope).join(','),
    destinationDblock: stored.map(({ dataset }) => dataset ?? 'NULL').join(','),
    destinationDBlockToken: stored.map(({ token }) => token ?? 'NULL').join(','),
    realDatasets: stored.map(({ dataset }) => dataset ?? 'NULL').join(','),
    fileDestinationSE: stored.map(() => 'NULL').join(','),
    ddmEndPointOut: stored.map(({ endpoint }) => endpoint ?? 'NULL').join(','),
    dispatchDBlockTokenForOut: stored.map(() => 'NULL').join(','),
    logFile: log?.lfn ?? 'NULL',
    logGUID: log === undefined ? 'NULL' : (log.guid ?? randomUUID()),
    scopeLog: log?.scope ?? 'NULL',
    ...(optional.length > 0 && { allowNoOutput: optional.join(',') }),
  };
}

function eventRanges(pandaId: number, { eventRanges: count = 0, inputs = [] }: SubmittedJob): EventRange[] {
  const input = inputs[0];
  return Array.from({ length: count }, (_, index) => ({
    eventRangeID: `0-${pandaId}-1-${index + 1}-1`,
    startEvent: index + 1,
    lastEvent: index + 1,
    LFN: input?.lfn ?? '',
    GUID: input?.guid ?? '',
    scope: input?.scope ?? '',
    status: 'available',
  }));
}
