import { constants } from 'node:os';
import { type Job, codeForServer, findPilotError, parseChecksum } from '@panda-pilot/core';
import type { JobUpdate, ReportedFile } from '@panda-pilot/panda-client';
import { type JobReport, type StoredFile, transExitCode } from '@panda-pilot/runjob';
import type { AgentContext } from '../context.ts';
import { payloadUse } from './payload-use.ts';

/** What only the agent knows of the time that a job took. */
export interface AgentTimings {
  /** From the request to the job. */
  readonly getJobMs?: number;
  /** From the start of the pilot to its first request. */
  readonly initialSetupMs?: number;
  /** From the job to the first step for it. */
  readonly setupMs?: number;
}

/**
 * What the server is told of a job that is over. Pure: the same report gives the same update, so that a later pilot can send it again.
 * A failed job tells of its log only: the server registers nothing else.
 */
export function finalUpdate(
  report: JobReport,
  given: {
    readonly job?: Job;
    readonly context: Pick<AgentContext, 'updateFacts'>;
    readonly timings?: AgentTimings;
    /** An earlier pilot may have said why the job was held. */
    readonly takenUp?: boolean;
  },
): JobUpdate {
  const { job, context } = given;
  const { payload, error } = report;
  const exitCode = transExitCode(payload, constants.signals);
  const files = [
    ...(report.state === 'finished' ? report.outputs : []),
    ...(report.log === undefined ? [] : [report.log]),
  ];
  return {
    ...context.updateFacts,
    jobId: report.pandaId,
    state: report.state,
    ...(report.attemptNumber === undefined ? {} : { attemptNumber: report.attemptNumber }),
    timing: timingOf(report, given.timings ?? {}),
    outputReport: Object.fromEntries([
      ...files.map((file) => [file.lfn, asReported(file)]),
      ...skippedInputs(report).map(({ lfn, guid }) => [lfn, { guid }]),
    ]),
    ...(job === undefined ? {} : { inputFileCount: report.inputs.length }),
    ...payloadUse(payload, job),
    ...(payload.endedAt === undefined ? {} : { endedAt: new Date(payload.endedAt) }),
    ...(exitCode === undefined ? {} : { payloadExitCode: exitCode }),
    ...(payload.exeError === undefined
      ? {}
      : { exeErrorCode: payload.exeError.code, exeErrorDiag: payload.exeError.diagnosis }),
    ...(payload.events === undefined ? {} : { eventCount: payload.events }),
    ...(error === undefined ? earlierErrorTakenBack(given.takenUp) : errorOf(error, job)),
    ...corruptedFiles(report, job),
    ...(report.payloadReport === undefined ? {} : { metadata: report.payloadReport }),
    ...(report.state === 'failed' && report.logExtract !== '' ? { pilotLog: report.logExtract } : {}),
  };
}

function errorOf(error: NonNullable<JobReport['error']>, job: Job | undefined): Partial<JobUpdate> {
  const name = findPilotError(error.name)?.name ?? 'GENERAL_ERROR';
  const pilotErrorCode = codeForServer(name, { analysisJob: job?.isAnalysis === true });
  return { pilotErrorCode, pilotErrorDiag: error.message };
}

/** The server keeps the error of a job that was held until another update says otherwise, also when the job is finished then. */
function earlierErrorTakenBack(takenUp = false): Partial<JobUpdate> {
  return takenUp ? { pilotErrorCode: 0, pilotErrorDiag: '' } : {};
}

/** The server has the events of zip files that a merge could not use made once more. */
function corruptedFiles({ state, damagedReplicas = [] }: JobReport, job: Job | undefined): Partial<JobUpdate> {
  if (state !== 'failed' || job?.eventService?.role !== 'merge' || damagedReplicas.length === 0) return {};
  return { corruptedFiles: [...new Set(damagedReplicas.map(({ lfn }) => lfn))] };
}

/** Named beside the outputs of a good job: so the server knows inputs that were left out. */
function skippedInputs({ state, skippedInputs: skipped = [] }: JobReport): NonNullable<JobReport['skippedInputs']> {
  return state === 'finished' ? skipped : [];
}

function asReported({ guid, sizeBytes, checksum, surl, endpoint }: StoredFile): ReportedFile {
  const parsed = checksum === undefined ? undefined : parseChecksum(checksum);
  return {
    guid,
    sizeBytes,
    surl,
    ...(parsed === undefined ? {} : { checksum: parsed }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

function timingOf({ timings }: JobReport, ours: AgentTimings): NonNullable<JobUpdate['timing']> {
  const seconds = (ms: number | undefined): number => Math.round((ms ?? 0) / 1000);
  return {
    getJobSeconds: seconds(ours.getJobMs),
    stageInSeconds: seconds(timings.stageInMs),
    payloadSeconds: seconds(timings.payloadMs),
    stageOutSeconds: seconds((timings.stageOutMs ?? 0) + (timings.logMs ?? 0)),
    initialSetupSeconds: seconds(ours.initialSetupMs),
    setupSeconds: seconds(ours.setupMs),
  };
}
