import { formatChecksum } from '../checksum.ts';
import type { InputFile, OutputFile } from '../file-spec.ts';
import type { Job, JobStep } from '../job.ts';
import type { JsonValue } from '../wire-job.ts';
import { formatFileLists } from './file-lists.ts';
import { formatZipMap } from './zip-map.ts';

/** Fields of the job dictionary; one that is undefined is not to be there. */
export type Encoded = Readonly<Record<string, JsonValue | undefined>>;

/**
 * What `job` says in the server's words, in the one form that the server would give it: lists in file order with the log
 * last, `NULL` for what is absent, some keys only when they mean something. Fields that mean something only together are
 * in one group. Two jobs have the same groups, with the same keys, in the same order.
 */
export function encodeJob(job: Job): readonly Encoded[] {
  const single = { ...encodeIdentity(job), ...encodeResources(job), ...encodeExtras(job) };
  return [
    encodePayload(job),
    encodeInputs(job.inputs),
    encodeOutputs(job.outputs, job.log),
    encodeEventService(job),
    ...Object.entries(single).map(([field, value]) => ({ [field]: value })),
  ];
}

/** The server's word for a field that it always sends and that is not set. */
const unset = 'NULL';

function encodePayload({ archives, steps, multiStep }: Job): Encoded {
  return {
    transformation: steps.map(({ transformation }) => transformation).join('\n'),
    jobPars: steps.map(({ parameters }) => parameters).join('\n') + formatZipMap(archives),
    homepackage: encodeLines(steps, 'homepackage'),
    swRelease: encodeLines(steps, 'release'),
    preprocess: multiStep?.preprocess && { ...multiStep.preprocess },
    postprocess: multiStep?.postprocess && { ...multiStep.postprocess },
    coprocess: multiStep?.coprocess && { ...multiStep.coprocess },
    containerOptions: multiStep?.containerOptions,
  };
}

function encodeLines(steps: readonly JobStep[], key: 'homepackage' | 'release'): string {
  return steps.map((step) => step[key] ?? unset).join('\n');
}

function encodeInputs(inputs: readonly InputFile[]): Encoded {
  return {
    inFiles: encodeList(inputs.map(({ lfn }) => lfn)),
    scopeIn: encodeList(inputs.map(({ scope }) => scope)),
    GUID: encodeList(inputs.map(({ guid }) => guid)),
    fsize: encodeList(inputs.map(({ sizeBytes }) => sizeBytes)),
    checksum: encodeList(inputs.map(({ checksum }) => checksum && formatChecksum(checksum))),
    ddmEndPointIn: encodeList(inputs.map(({ ddmEndpoint }) => ddmEndpoint)),
    dispatchDblock: encodeList(inputs.map(({ dispatchBlock }) => dispatchBlock)),
    dispatchDBlockToken: encodeList(inputs.map(({ dispatchToken }) => dispatchToken)),
    prodDBlocks: encodeList(inputs.map(({ productionBlock }) => productionBlock)),
    prodDBlockToken: encodeList(inputs.map(({ productionToken }) => productionToken)),
    realDatasetsIn: encodeList(inputs.map(({ dataset }) => dataset)),
  };
}

function encodeOutputs(outputs: readonly OutputFile[], log: OutputFile | undefined): Encoded {
  const files = log === undefined ? outputs : [...outputs, log];
  const productionTokens = files.map(({ productionTokenForOut }) => productionTokenForOut);
  const optional = files.filter(({ optional }) => optional).map(({ lfn }) => lfn);
  return {
    outFiles: encodeList(files.map(({ lfn }) => lfn)),
    scopeOut: encodeList(outputs.map(({ scope }) => scope)),
    destinationDblock: encodeList(files.map(({ destinationBlock }) => destinationBlock)),
    destinationDBlockToken: encodeList(files.map(({ destinationToken }) => destinationToken)),
    realDatasets: encodeList(files.map(({ dataset }) => dataset)),
    fileDestinationSE: encodeList(files.map(({ destinationSe }) => destinationSe)),
    ddmEndPointOut: encodeList(files.map(({ ddmEndpoint }) => ddmEndpoint)),
    dispatchDBlockTokenForOut: encodeList(files.map(({ dispatchTokenForOut }) => dispatchTokenForOut)),
    prodDBlockTokenForOutput: productionTokens.some((token) => token !== undefined)
      ? encodeList(productionTokens)
      : undefined,
    allowNoOutput: optional.length > 0 ? optional.join(',') : undefined,
    logFile: log?.lfn ?? '',
    logGUID: log?.guid ?? '',
    scopeLog: log?.scope ?? '',
  };
}

function encodeList(values: readonly (string | number | undefined)[]): string {
  return values.map((value) => value ?? unset).join(',');
}

function encodeEventService({ eventService }: Job): Encoded {
  return {
    eventService: flag(eventService?.role === 'events'),
    eventServiceMerge: flag(eventService?.role === 'merge'),
    cloneJob: eventService?.role === 'clone' ? eventService.mode : undefined,
  };
}

function encodeIdentity(job: Job): Encoded {
  return {
    PandaID: job.pandaId,
    attemptNr: job.attemptNumber,
    jobsetID: job.jobsetId ?? unset,
    taskID: job.taskId ?? unset,
    reqID: job.requestId ?? unset,
    jobDefinitionID: job.jobDefinitionId ?? unset,
    jobName: job.jobName ?? unset,
    nSent: job.sentInLastMinute ?? unset,
    prodSourceLabel: job.label,
    processingType: job.processingType ?? unset,
    transferType: job.transferType ?? unset,
    resource_type: job.resourceType ?? unset,
    currentPriority: job.currentPriority ?? unset,
    cloud: job.cloud ?? unset,
    nucleus: job.nucleus ?? unset,
    sourceSite: job.sourceSite ?? unset,
    destinationSE: job.destinationSe ?? unset,
    prodUserID: job.owner ?? unset,
  };
}

function encodeResources({ limits, ...job }: Job): Encoded {
  return {
    cmtConfig: job.cmtConfig ?? unset,
    container_name: job.container,
    coreCount: limits.cores,
    maxCpuCount: limits.cpuSeconds ?? unset,
    maxWalltime: limits.wallSeconds ?? unset,
    minRamCount: limits.memoryMb ?? unset,
    maxDiskCount: limits.diskMb ?? unset,
    ioIntensity: job.ioIntensity ?? null,
    ioIntensityUnit: job.ioIntensityUnit ?? null,
  };
}

function encodeExtras({ flags, ...job }: Job): Encoded {
  return {
    writeToFile: job.fileLists.length > 0 ? formatFileLists(job.fileLists) : undefined,
    altStageOut: job.altStageOut,
    debug: flag(job.debug),
    loopingCheck: job.loopingCheck ? undefined : false,
    isHPO: flag(flags.isHpo),
    useVP: flag(flags.useVp),
    onSiteMerging: flag(flags.onSiteMerging),
    putLogToOS: flag(flags.putLogToObjectStore),
    noExecStrCnv: flag(flags.literalParameters),
    inFilePosEvtNum: flag(flags.eventNumbersByPosition),
    usePrefetcher: flag(flags.usePrefetcher),
    credname: job.credname,
    myproxy: job.myproxy,
    secrets: job.secrets,
    pilotSecrets: job.pilotSecrets,
    userProxy: job.userProxy,
    pandaProxySecretKey: job.pandaProxySecretKey,
  };
}

function flag(set: boolean): 'True' | undefined {
  return set ? 'True' : undefined;
}
