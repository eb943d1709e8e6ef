import type { EventService, Job, JobFlags, JobLimits, MultiStep } from './job.ts';
import { readFileLists } from './job-description/file-lists.ts';
import { readInputs } from './job-description/input-files.ts';
import { readOutputs } from './job-description/output-files.ts';
import { present } from './job-description/present.ts';
import { Problems } from './job-description/problems.ts';
import { readSteps } from './job-description/steps.ts';
import { unfoldParameters } from './job-description/unfold-parameters.ts';
import { copyWire } from './job-description/wire-copy.ts';
import { readFields, type WireFields } from './job-description/wire-job-schema.ts';
import { readZipMap } from './job-description/zip-map.ts';
import { PilotError } from './pilot-error.ts';
import { quote } from './quote.ts';
import type { WireJob } from './wire-job.ts';

/**
 * Reads the job dictionary of the server: every field, known or not, is kept in `wire`, and `serializeJob` gives it back.
 * Throws one PilotError that names each field that is wrong, with its value; its own name is that of the first:
 * - NOT_SAME_LENGTH: lists that do not have one value a file
 * - SETUP_FAILURE: no transformation, or steps whose lines do not match
 * - BAD_OUTPUT_FILE_NAME: an output that is there twice or could leave the work directory, a log that is not in `outFiles`
 * - LFN_TOO_LONG: a name of over 255 bytes
 * - CONVERSION_FAILURE: numbers, flags, checksums, names of inputs and structures that cannot be what they should
 */
export function parseJob(wire: unknown): Job {
  if (typeof wire !== 'object' || wire === null || Array.isArray(wire)) {
    throw new PilotError('CONVERSION_FAILURE', `the job is not a JSON object but ${quote(wire)}`);
  }
  const problems = new Problems();
  const sent = copyWire(wire, problems);
  const fields = readFields(unfoldParameters(sent, problems), problems);
  const job = readJob(fields, sent, problems);
  problems.throwIfAny();
  return job;
}

function readJob(fields: WireFields, wire: WireJob, problems: Problems): Job {
  const pandaId = required(fields, 'PandaID', problems);
  const attemptNumber = required(fields, 'attemptNr', problems);
  const steps = readSteps(fields, problems);
  const inputs = readInputs(fields, problems);
  const { outputs, log } = readOutputs(fields, problems);
  const archives = readZipMap(fields.zipMap, outputs, problems);
  const fileLists = readFileLists(fields.writeToFile, problems);
  const label = fields.prodSourceLabel ?? '';
  return present<Job>({
    pandaId,
    attemptNumber,
    jobsetId: fields.jobsetID,
    taskId: fields.taskID,
    requestId: fields.reqID,
    jobDefinitionId: fields.jobDefinitionID,
    jobName: fields.jobName,
    label,
    processingType: fields.processingType,
    transferType: fields.transferType,
    resourceType: fields.resource_type,
    cloud: fields.cloud,
    nucleus: fields.nucleus,
    sourceSite: fields.sourceSite,
    destinationSe: fields.destinationSE,
    currentPriority: fields.currentPriority,
    owner: fields.prodUserID,
    isAnalysis: label === 'user' || label === 'panda',
    isBuildJob: outputs.length === 1 && outputs.every(({ lfn }) => lfn.includes('.lib.')),
    steps,
    multiStep: readMultiStep(fields),
    container: fields.container_name,
    cmtConfig: fields.cmtConfig,
    limits: readLimits(fields),
    inputs,
    outputs,
    log,
    fileLists,
    archives,
    altStageOut: fields.altStageOut,
    ioIntensity: fields.ioIntensity,
    ioIntensityUnit: fields.ioIntensityUnit,
    eventService: readEventService(fields),
    flags: readFlags(fields),
    debug: fields.debug ?? false,
    loopingCheck: fields.loopingCheck ?? true,
    sentInLastMinute: fields.nSent,
    credname: fields.credname,
    myproxy: fields.myproxy,
    secrets: fields.secrets,
    pilotSecrets: fields.pilotSecrets,
    userProxy: fields.userProxy,
    pandaProxySecretKey: fields.pandaProxySecretKey,
    wire,
  });
}

function required(fields: WireFields, field: 'PandaID' | 'attemptNr', problems: Problems): number {
  const value = fields[field];
  if (value === undefined && !problems.concern(field)) problems.add('CONVERSION_FAILURE', field, 'missing');
  return value ?? 0;
}

function readMultiStep(fields: WireFields): MultiStep | undefined {
  const { preprocess, postprocess, coprocess, containerOptions } = fields;
  const multiStep = present<MultiStep>({ preprocess, postprocess, coprocess, containerOptions });
  return Object.keys(multiStep).length === 0 ? undefined : multiStep;
}

function readLimits(fields: WireFields): JobLimits {
  return present<JobLimits>({
    cores: fields.coreCount ?? 1,
    cpuSeconds: fields.maxCpuCount,
    wallSeconds: fields.maxWalltime,
    memoryMb: fields.minRamCount,
    diskMb: fields.maxDiskCount,
  });
}

function readEventService({ cloneJob, eventServiceMerge, eventService }: WireFields): EventService | undefined {
  if (cloneJob !== undefined) return { role: 'clone', mode: cloneJob };
  if (eventServiceMerge === true) return { role: 'merge' };
  return eventService === true ? { role: 'events' } : undefined;
}

function readFlags(fields: WireFields): JobFlags {
  return {
    isHpo: fields.isHPO ?? false,
    useVp: fields.useVP ?? false,
    onSiteMerging: fields.onSiteMerging ?? false,
    putLogToObjectStore: fields.putLogToOS ?? false,
    literalParameters: fields.noExecStrCnv ?? false,
    eventNumbersByPosition: fields.inFilePosEvtNum ?? false,
    usePrefetcher: fields.usePrefetcher ?? false,
  };
}
