import type { Job } from '@panda-pilot/core';
import type { RecordedStep } from '@panda-pilot/runjob';
import type { JobEvidence } from '../evidence/evidence.ts';

/** A file of the job, and what became of it. */
export interface FileRow {
  readonly role: 'input' | 'output' | 'log';
  readonly lfn: string;
  readonly scope?: string;
  readonly sizeBytes?: number;
  /** In the wire's form: `ad:01234567`. */
  readonly checksum?: string;
  readonly copytool?: string;
  /** Where it was stored. */
  readonly surl?: string;
  readonly durationMs?: number;
  /** What was compared before it was believed: `checksum`, `size` or `tool`. */
  readonly verification?: string;
  /** `moved`: copied or linked. `present`: it was there already. `missing`: nothing tells that it was ever moved. */
  readonly state: 'moved' | 'present' | 'failed' | 'missing';
  readonly error?: { readonly code: number; readonly reason: string };
}

type Transfer = Extract<RecordedStep, { kind: 'transfer' }>;

/** Inputs, outputs and the log: those that the job names, and those that its records name besides. Pure. */
export function filesOf(evidence: JobEvidence): readonly FileRow[] {
  const { job } = evidence;
  const rows = new Map<string, FileRow>();
  for (const row of [...namedByJob(job), ...inJournal(evidence), ...inReport(evidence)]) {
    rows.set(row.lfn, { ...rows.get(row.lfn), ...row });
  }
  for (const step of evidence.steps) {
    if (step.kind === 'transfer') rows.set(step.lfn, withTransfer(rows.get(step.lfn) ?? guess(step, evidence), step));
  }
  return [...rows.values()].toSorted((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}

const order: readonly FileRow['role'][] = ['input', 'output', 'log'];

function namedByJob(job: Job | undefined): readonly FileRow[] {
  if (job === undefined) return [];
  const named = (role: FileRow['role'], file: { readonly lfn: string; readonly scope?: string }): FileRow => ({
    role,
    lfn: file.lfn,
    ...(file.scope === undefined ? {} : { scope: file.scope }),
    state: 'missing',
  });
  const inputs = job.inputs.map((file): FileRow => ({
    ...named('input', file),
    ...(file.sizeBytes === undefined ? {} : { sizeBytes: file.sizeBytes }),
  }));
  const log = job.log === undefined ? [] : [named('log', job.log)];
  return [...inputs, ...job.outputs.map((file) => named('output', file)), ...log];
}

function inJournal({ journal }: JobEvidence): readonly FileRow[] {
  return journal.flatMap((line): FileRow[] => {
    if (line.event === 'input-staged') {
      const { lfn, sizeBytes, checksum } = line;
      return [{ role: 'input', lfn, sizeBytes, ...(checksum === undefined ? {} : { checksum }), state: 'moved' }];
    }
    if (line.event === 'output-stored') return [stored('output', line.file)];
    return line.event === 'log-stored' ? [stored('log', line.file)] : [];
  });
}

function inReport({ report }: JobEvidence): readonly FileRow[] {
  if (report === undefined) return [];
  const log = report.log === undefined ? [] : [stored('log', report.log)];
  return [...report.outputs.map((file) => stored('output', file)), ...log];
}

type Stored = NonNullable<NonNullable<JobEvidence['report']>['log']>;

function stored(role: 'output' | 'log', { lfn, scope, sizeBytes, checksum, copytool, surl }: Stored): FileRow {
  return {
    role,
    lfn,
    sizeBytes,
    surl,
    ...(scope === undefined ? {} : { scope }),
    ...(checksum === undefined ? {} : { checksum }),
    ...(copytool === undefined ? {} : { copytool }),
    state: 'moved',
  };
}

/** A failed transfer does not say which way it went; without the job's own list what came before the payload was an input. */
function guess(step: Transfer, { journal }: JobEvidence): FileRow {
  const payload = journal.find((line) => line.event === 'payload-starting');
  const before = payload === undefined || step.endedAt <= Date.parse(payload.at);
  const role = (step.direction ?? (before ? 'stage-in' : 'stage-out')) === 'stage-in' ? 'input' : 'output';
  return { role, lfn: step.lfn, state: 'missing' };
}

function withTransfer(row: FileRow, step: Transfer): FileRow {
  const { copytool, sizeBytes, verification, durationMs, error, mode } = step;
  return {
    ...row,
    durationMs,
    ...(copytool === undefined ? {} : { copytool }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...(verification === undefined ? {} : { verification }),
    ...(error === undefined ? {} : { error }),
    state: error === undefined ? (mode === 'present' ? 'present' : 'moved') : 'failed',
  };
}
