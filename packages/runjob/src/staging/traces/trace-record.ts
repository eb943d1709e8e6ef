import { createHash } from 'node:crypto';
import type { InputFile, Job, OutputFile } from '@panda-pilot/core';
import type {
  AttemptTimes,
  FailedAttempt,
  StageInOutcome,
  StageOutOutcome,
  TransferEvent,
} from '@panda-pilot/movers-core';

/** One transfer, or one try of it, in the words of DQ2's and Rucio's trace servers; times are seconds since 1970. */
export type TraceRecord = Readonly<Record<string, string | number | null>>;

/** What all traces of a job have in common. */
export interface TraceSource {
  readonly job: Job;
  /** The queue, and the site as the catalogue calls it. */
  readonly queue: string;
  readonly site: string;
  readonly hostname: string;
  /** Of this node; empty where it has none but its own. */
  readonly ip: string;
}

/** The traces of a file that has been settled: one for every try that failed, and one for how it ended. */
export function tracesOf(
  event: Extract<TransferEvent, { readonly type: 'transfer-ended' }>,
  source: TraceSource,
  now: Date,
): readonly TraceRecord[] {
  const { outcome } = event;
  /** Of the engine's clock. */
  const epoch = (at: number): number => (now.getTime() - event.at + at) / 1000;
  const common = commonOf(event, source, epoch);
  const failures = outcome.failedAttempts.map((attempt) => ({
    ...common,
    ...timesOf(attempt, epoch),
    timeEnd: epoch(attempt.endedAt),
    ...failureOf(attempt),
  }));
  if (outcome.kind === 'failed' && failures.length > 0) return failures;
  const times = 'times' in outcome && outcome.times !== undefined ? timesOf(outcome.times, epoch) : {};
  return [...failures, { ...common, ...times, ...endOf(outcome) }];
}

function commonOf(
  { direction, lfn, outcome, at }: Extract<TransferEvent, { readonly type: 'transfer-ended' }>,
  { job, queue, site, hostname, ip }: TraceSource,
  epoch: (at: number) => number,
): TraceRecord {
  const file = fileOf(job, lfn);
  const [startedAt, endedAt] = [epoch(at - outcome.durationMs), epoch(at)];
  return {
    eventType: `${direction === 'stage-in' ? 'get_sm' : 'put_sm'}${job.isAnalysis ? '_a' : ''}`,
    eventVersion: 'panda-pilot',
    localSite: site,
    remoteSite: file?.ddmEndpoint ?? '',
    pq: queue,
    timeStart: startedAt,
    catStart: startedAt,
    relativeStart: startedAt,
    transferStart: startedAt,
    validateStart: endedAt,
    timeEnd: endedAt,
    dataset: file?.dataset ?? '',
    scope: file?.scope ?? '',
    version: '',
    duid: '',
    filename: lfn,
    guid: ('guid' in outcome ? outcome.guid : (file?.guid ?? '')).replaceAll('-', '').toLowerCase(),
    filesize: sizeOf(outcome, file),
    appid: job.pandaId,
    taskid: job.taskId ?? '',
    hostname,
    ip,
    suspicious: '0',
    usr: md5(job.owner ?? ''),
    usrdn: job.owner ?? '',
    uuid: md5(`ppilot_${job.jobDefinitionId ?? job.pandaId}`),
  };
}

/** The catalogue was asked before the engine began. */
function timesOf({ beganAt, movedAt }: AttemptTimes, epoch: (at: number) => number): TraceRecord {
  return {
    relativeStart: epoch(beganAt),
    transferStart: epoch(beganAt),
    validateStart: movedAt === undefined ? null : epoch(movedAt),
  };
}

function sizeOf(outcome: StageInOutcome | StageOutOutcome, file: InputFile | OutputFile | undefined): number | '' {
  if ('sizeBytes' in outcome) return outcome.sizeBytes;
  return file !== undefined && 'sizeBytes' in file ? (file.sizeBytes ?? '') : '';
}

function fileOf({ inputs, outputs, log }: Job, lfn: string): InputFile | OutputFile | undefined {
  return [...inputs, ...outputs, ...(log === undefined ? [] : [log])].find((file) => file.lfn === lfn);
}

function failureOf({ copytool, url, kind, message }: FailedAttempt): TraceRecord {
  return {
    protocol: copytool,
    url,
    clientState: kind.replaceAll('-', '_').toUpperCase(),
    stateReason: message.slice(0, 1000),
  };
}

function endOf(outcome: StageInOutcome | StageOutOutcome): TraceRecord {
  switch (outcome.kind) {
    case 'failed':
      return {
        protocol: '',
        url: '',
        clientState: outcome.error.errorName,
        stateReason: outcome.error.message.slice(0, 1000),
      };
    // Nothing was moved, so nothing has begun.
    case 'remote':
      return {
        ...placeOf(outcome),
        clientState: 'FOUND_ROOT',
        stateReason: '',
        relativeStart: null,
        transferStart: null,
      };
    case 'staged':
      return {
        ...placeOf(outcome),
        clientState: outcome.mode === 'present' ? 'ALREADY_DONE' : 'DONE',
        stateReason: 'OK',
      };
    case 'stored':
      return { protocol: outcome.copytool, url: outcome.surl, clientState: 'DONE', stateReason: 'OK' };
  }
}

function placeOf({ copytool = '', url = '' }: { readonly copytool?: string; readonly url?: string }): TraceRecord {
  return { protocol: copytool, url };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
