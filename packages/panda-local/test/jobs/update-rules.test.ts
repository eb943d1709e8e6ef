import { describe, expect, it } from 'vitest';
import type { JobRecord, JobStatus, PilotStatus } from '../../src/jobs/job-record.ts';
import { applyUpdate, commandFor, type JobUpdate } from '../../src/jobs/update-rules.ts';
import { createJobRecord } from '../../src/jobs/wire-job.ts';
import { bareJob } from '../local-server.ts';

const now = new Date('2026-06-01T12:00:00Z');
const NOW = '2026-06-01 12:00:00';
const activated = createJobRecord(1, bareJob, new Date('2026-06-01T10:00:00Z'));
const job = (status: JobStatus, more: Partial<JobRecord> = {}): JobRecord => ({ ...activated, status, ...more });
const update = (status: PilotStatus, more: Partial<JobUpdate> = {}): JobUpdate => ({
  status,
  attempt: null,
  columns: {},
  outputReport: '',
  metadata: '',
  stdout: '',
  pilotLog: '',
  ...more,
});
const waiting = job('holding', { finalReport: { status: 'finished', outputReport: 'first' } });
const after = (record: JobRecord | undefined, change: JobUpdate): JobRecord => {
  const outcome = applyUpdate(record, change, now);
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  return outcome.record;
};

describe('what becomes of an update', () => {
  it.each<[string, JobRecord | undefined, JobUpdate, string]>([
    ['a job that nobody knows', undefined, update('running'), 'gone'],
    ['an archived job', job('finished'), update('finished'), 'gone'],
    ['a cancelled job', job('cancelled'), update('running'), 'gone'],
    ['another attempt', job('running'), update('running', { attempt: 2 }), 'gone'],
    ['this attempt', job('running'), update('running', { attempt: 1 }), 'accepted'],
    ['a second final report', waiting, update('failed'), 'already-done'],
    ['a final report for what the server transfers', job('transferring'), update('finished'), 'already-done'],
    [
      'a final report for what the pilot called transferring',
      job('transferring', { columns: { jobDispatcherErrorDiag: `set to transferring by the pilot at ${NOW}` } }),
      update('finished'),
      'accepted',
    ],
    ['a final report for what the pilot held', job('holding'), update('finished'), 'accepted'],
    ['running after holding', job('holding'), update('running'), 'ignored'],
    ['starting after transferring', job('transferring'), update('starting'), 'ignored'],
    ['running while merging', job('merging'), update('running'), 'ignored'],
    ['running for a job that nobody acquired', job('activated'), update('running'), 'accepted'],
    ['a final state straight from sent', job('sent'), update('failed'), 'accepted'],
    [
      'another batch',
      job('running', { columns: { batchID: 'a.1' } }),
      update('running', { columns: { batchID: 'a.2' } }),
      'crashed',
    ],
    [
      'the same batch',
      job('running', { columns: { batchID: 'a.1' } }),
      update('running', { columns: { batchID: 'a.1' } }),
      'accepted',
    ],
    [
      'another batch of plain numbers',
      job('running', { columns: { batchID: '1' } }),
      update('running', { columns: { batchID: '2' } }),
      'accepted',
    ],
  ])('%s', (_, record, change, kind) => {
    expect(applyUpdate(record, change, now).kind).toBe(kind);
  });
});

describe('an accepted update', () => {
  it('writes a final state as holding, and keeps the report for the adder', () => {
    const record = after(
      job('running', { columns: { jobDispatcherErrorDiag: 'set to holding' } }),
      update('finished', { outputReport: '{}' }),
    );
    expect(record).toMatchObject({
      status: 'holding',
      finalReport: { status: 'finished', outputReport: '{}' },
      columns: { endTime: NOW },
    });
    expect(record.columns).not.toHaveProperty('jobDispatcherErrorDiag');
  });

  it('stays running when a late starting comes, and stores the rest', () => {
    expect(after(job('running'), update('starting', { columns: { nEvents: 5 } }))).toMatchObject({
      status: 'running',
      columns: { nEvents: 5 },
    });
  });

  it.each<[JobStatus, PilotStatus, object, object]>([
    ['sent', 'running', {}, { startTime: NOW }],
    ['sent', 'running', { startTime: 'given' }, { startTime: 'given' }],
    ['holding', 'holding', {}, { endTime: NOW, jobDispatcherErrorDiag: `set to holding by the pilot at ${NOW}` }],
    ['running', 'transferring', {}, { jobDispatcherErrorDiag: `set to transferring by the pilot at ${NOW}` }],
    ['running', 'running', {}, {}],
  ])('from %s to %s with %j marks %j', (before, status, given, marks) => {
    expect(after(job(before), update(status, { columns: given })).columns).toEqual({ ...marks, modificationTime: NOW });
  });

  it('writes history only when the state changes', () => {
    expect(after(job('running'), update('running')).history).toHaveLength(1);
    expect(after(job('sent'), update('running')).history.at(-1)).toEqual({ status: 'running', at: now.toISOString() });
  });

  it('keeps the first metadata, none of a failed job, and the last stdout and pilot log', () => {
    const first = after(job('running'), update('running', { metadata: 'm1', stdout: 's1', pilotLog: 'l1' }));
    const second = after(first, update('running', { metadata: 'm2', stdout: 's2', pilotLog: 'x'.repeat(5000) }));
    expect(second).toMatchObject({ metadata: 'm1', stdout: 's2', pilotLog: 'x'.repeat(4000) });
    expect(after(job('running'), update('failed', { metadata: 'm' }))).not.toHaveProperty('metadata');
  });

  it('drops the second of two final reports', () => {
    expect(applyUpdate(waiting, update('failed', { outputReport: 'second' }), now)).toMatchObject({
      kind: 'already-done',
      record: { finalReport: { outputReport: 'first' } },
    });
  });
});

describe('commandFor', () => {
  it.each<[Partial<JobRecord>, string]>([
    [{}, 'NULL'],
    [{ debug: true }, 'debug'],
    [{ commandToPilot: 'softkill' }, 'softkill'],
    [{ debug: true, commandToPilot: 'tobekilled' }, 'debug,tobekilled'],
  ])('%j: %s', (more, command) => {
    expect(commandFor(job('running', more))).toBe(command);
  });
});
