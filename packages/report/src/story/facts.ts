import { redact } from '@panda-pilot/core';
import type { JobEvidence } from '../evidence/evidence.ts';
import { formatBytes, formatDuration, formatMoment } from '../format.ts';
import type { FileRow } from './file-row.ts';
import type { Timeline } from './timeline.ts';

/** Something short that is worth knowing of a job. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Said in smaller letters beside it. */
  readonly note?: string;
}

/** Facts in the order in which they are told; those that nothing tells of are left out. Pure. */
export function factsOf(
  evidence: JobEvidence,
  { timeline, files }: { readonly timeline: Timeline | undefined; readonly files: readonly FileRow[] },
): readonly Fact[] {
  const { job, queue } = evidence;
  return [
    ...fact('Began', timeline && formatMoment(timeline.from).replace(/ UTC$/, ''), 'UTC'),
    ...fact('Took', timeline && formatDuration(timeline.to - timeline.from)),
    ...payloadFacts(evidence),
    ...fact('Inputs', volumeOf(files, 'input')),
    ...fact('Outputs', volumeOf(files, 'output')),
    ...fact('Queue', queue),
    ...fact('Task', job?.taskId === undefined || job.taskId === 0 ? undefined : String(job.taskId)),
    ...fact('Name', job?.jobName),
    ...fact('Owner', job?.owner),
    ...fact('Label', job?.label === '' ? undefined : job?.label),
    ...fact('Runs', job && job.steps.map(({ transformation }) => redact(transformation)).join(', ')),
    ...fact('Attempt', attemptOf(evidence)),
  ];
}

function fact(label: string, value: string | undefined, note?: string): readonly Fact[] {
  return value === undefined || value === '' ? [] : [{ label, value, ...(note === undefined ? {} : { note }) }];
}

function payloadFacts({ report, job }: JobEvidence): readonly Fact[] {
  if (report === undefined) return [];
  const { exitCode, signal, cpuSeconds, memory, startedAt, endedAt } = report.payload;
  const wallMs = startedAt === undefined || endedAt === undefined ? 0 : Date.parse(endedAt) - Date.parse(startedAt);
  const cores = job?.limits.cores ?? 1;
  const used = cpuSeconds !== undefined && wallMs >= 1000 ? (100 * cpuSeconds) / (wallMs / 1000) / cores : undefined;
  const peakKb = memory?.maxPssKb ?? memory?.maxRssKb;
  return [
    ...fact(
      'Payload',
      signal ?? (exitCode === undefined ? undefined : `exit ${exitCode}`),
      wallMs > 0 ? formatDuration(wallMs) : undefined,
    ),
    ...fact(
      'CPU time',
      cpuSeconds === undefined ? undefined : formatDuration(cpuSeconds * 1000),
      used === undefined ? undefined : `${Math.round(used)} % of ${cores} ${cores === 1 ? 'core' : 'cores'}`,
    ),
    ...fact(
      'Memory, peak',
      peakKb === undefined ? undefined : formatBytes(peakKb * 1024),
      memory?.maxPssKb === undefined ? 'RSS' : 'PSS',
    ),
  ];
}

function volumeOf(files: readonly FileRow[], role: FileRow['role']): string | undefined {
  const there = files.filter((file) => file.role === role);
  if (there.length === 0) return undefined;
  const moved = there.filter(({ state }) => state === 'moved' || state === 'present');
  const volume = moved.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  return moved.length === there.length
    ? `${there.length}, ${formatBytes(volume)}`
    : `${moved.length} of ${there.length}, ${formatBytes(volume)}`;
}

function attemptOf({ report, journal }: JobEvidence): string | undefined {
  const accepted = journal.find((line) => line.event === 'job-accepted');
  const number = report?.attemptNumber ?? (accepted?.event === 'job-accepted' ? accepted.attemptNumber : undefined);
  return number === undefined ? undefined : String(number);
}
