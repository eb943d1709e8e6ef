import { describe, expect, it } from 'vitest';
import { type AdderPlugin, judge } from '../../src/jobs/adder.ts';
import type { FinalReport, JobRecord } from '../../src/jobs/job-record.ts';
import type { SubmittedJob } from '../../src/jobs/submitted-job.ts';
import { createJobRecord } from '../../src/jobs/wire-job.ts';
import { bareJob, fileReport, fullJob } from '../local-server.ts';

const now = new Date('2026-06-01T12:00:00Z');
const UNREADABLE = 'Could not get GUID/LFN/MD5/FSIZE/SURL from pilot JSON';
const both = { 'out.1': fileReport, 'log.tgz': fileReport };

interface Case {
  readonly status?: FinalReport['status'];
  readonly report?: unknown;
  readonly job?: Partial<SubmittedJob>;
  readonly record?: Partial<JobRecord>;
  readonly plugin?: AdderPlugin;
}

function judged({ status = 'finished', report, job = {}, record = {}, plugin = 'generic' }: Case): JobRecord {
  const outputReport = report === undefined ? '' : typeof report === 'string' ? report : JSON.stringify(report);
  const held = { ...createJobRecord(1, { ...fullJob, ...job }, now), status: 'holding' as const, ...record };
  return judge({ ...held, finalReport: { status, outputReport } }, plugin, now);
}

const fileStates = ({ files }: JobRecord) => files.map(({ lfn, role, status }) => `${role} ${lfn} ${status}`);

describe('a job that says it finished', () => {
  it('is finished when the log and all outputs are there', () => {
    const job = judged({ report: both });
    expect(job.status).toBe('finished');
    expect(job.columns).not.toHaveProperty('ddmErrorCode');
    expect(fileStates(job)).toEqual(['output out.1 ready', 'log log.tgz ready']);
    expect(job.files[0]).toMatchObject({ guid: 'a-guid', sizeBytes: 5, checksum: 'ad:01020304' });
  });

  it.each<[string, Case, string]>([
    ['no report', {}, UNREADABLE],
    ['a report that is not JSON', { report: '<xml/>' }, UNREADABLE],
    ['no guid', { report: { ...both, 'out.1': { fsize: 5, adler32: '01020304' } } }, UNREADABLE],
    ['no size', { report: { ...both, 'out.1': { guid: 'g', adler32: '01020304' } } }, UNREADABLE],
    ['no checksum', { report: { ...both, 'out.1': { guid: 'g', fsize: 5 } } }, UNREADABLE],
    ['no output', { report: { 'log.tgz': fileReport } }, 'expected output out.1 is missing in pilot JSON'],
    ['no log', { report: { 'out.1': fileReport } }, 'expected output log.tgz is missing in pilot JSON'],
    ['a stranger', { report: { ...both, 'new.1': fileReport } }, 'pilot produced new.1 inconsistently with jobdef'],
  ])('fails with %s', (_, given, diag) => {
    const job = judged(given);
    expect(job.status).toBe('failed');
    expect(job.columns).toMatchObject({ ddmErrorCode: 200, ddmErrorDiag: diag });
  });

  it('may lack an output that is optional', () => {
    const job = judged({
      job: { outputs: [{ lfn: 'out.1', scope: 's', optional: true }] },
      report: { 'log.tgz': fileReport },
    });
    expect(job.status).toBe('finished');
    expect(fileStates(job)).toEqual(['log log.tgz ready', 'output out.1 nooutput']);
  });

  it('may have numbered parts of an output', () => {
    expect(judged({ report: { 'out.1._1': fileReport, 'out.1._2': fileReport, 'log.tgz': fileReport } }).status).toBe(
      'finished',
    );
  });

  it('may have any output that the job gave a pattern for', () => {
    const raw = { outFiles: String.raw`regex|hist\d+\.root,log.tgz` };
    expect(judged({ job: { raw }, report: { 'hist42.root': fileReport, 'log.tgz': fileReport } }).status).toBe(
      'finished',
    );
    expect(judged({ job: { raw }, report: { 'tree.root': fileReport, 'log.tgz': fileReport } }).status).toBe('failed');
    expect(
      judged({ job: { raw: { outFiles: 'regex|(,log.tgz' } }, report: { x: fileReport, 'log.tgz': fileReport } })
        .status,
    ).toBe('failed');
  });

  it('is finished in spite of error codes, which stay', () => {
    const job = judged({ report: both, record: { columns: { pilotErrorCode: 1305, transExitCode: 1 } } });
    expect(job).toMatchObject({ status: 'finished', columns: { pilotErrorCode: 1305, transExitCode: 1 } });
  });

  it.each([
    ['user', 'skipped'],
    ['managed', 'failed'],
  ])('calls an input that a %s job reports %s', (label, status) => {
    const job = judged({ job: { label }, report: { ...both, 'in.1': { guid: 'g' } } });
    expect(job.status).toBe('finished');
    expect(fileStates(job)).toContain(`input in.1 ${status}`);
  });

  it('needs no report when there is nothing to store', () => {
    expect(judged({ job: { ...bareJob, outputs: [], log: undefined }, report: undefined }).status).toBe('finished');
  });

  it('is finished even when it was to be killed', () => {
    expect(judged({ report: both, record: { commandToPilot: 'tobekilled' } }).status).toBe('finished');
  });
});

describe('a job that says it failed', () => {
  it('fails, and only its log is registered', () => {
    const job = judged({ status: 'failed', report: both, record: { columns: { transExitCode: 3 } } });
    expect(job.status).toBe('failed');
    expect(fileStates(job)).toEqual(['log log.tgz ready']);
  });

  it.each<[string, Partial<JobRecord>, number | undefined]>([
    ['no code at all', {}, 200],
    ['a pilot code', { columns: { pilotErrorCode: 1098 } }, undefined],
    ['an exit code', { columns: { transExitCode: 3 } }, undefined],
    ['a code of the payload only', { columns: { exeErrorCode: 3 } }, 200],
  ])('with %s and no report', (_, record, ddmErrorCode) => {
    const job = judged({ status: 'failed', record });
    expect(job.status).toBe('failed');
    expect(job.columns.ddmErrorCode).toBe(ddmErrorCode);
  });

  it('is cancelled when it was killed', () => {
    expect(judged({ status: 'failed', record: { commandToPilot: 'tobekilled' } }).status).toBe('cancelled');
  });

  it('is closed when the pilot closed it', () => {
    expect(judged({ status: 'failed', record: { columns: { jobSubStatus: 'pilot_closed' } } }).status).toBe('closed');
  });
});

describe('ATLAS production', () => {
  const counts = (file_guid: string) =>
    JSON.stringify({ files: { output: [{ subFiles: [{ name: 'out.1', nentries: 10, file_guid }] }] } });

  it.each<[string, Case, object]>([
    ['no count', {}, { ddmErrorCode: 204, ddmErrorDiag: 'nEvents is missing in jobReport for out.1' }],
    ['a report that is not JSON', { record: { metadata: 'x' } }, { ddmErrorCode: 204 }],
    [
      'a report that does not name the output',
      { record: { metadata: '{}', columns: { nEvents: 5 } } },
      { ddmErrorCode: 204 },
    ],
    ['another guid', { record: { metadata: counts('other') } }, { ddmErrorCode: 205 }],
  ])('fails with %s', (_, given, columns) => {
    expect(judged({ ...given, report: both, plugin: 'atlas' })).toMatchObject({ status: 'failed', columns });
  });

  it.each<[string, Case]>([
    ['a count in the payload report', { record: { metadata: counts('A-GUID') } }],
    ['a number of events and no payload report', { record: { columns: { nEvents: 5 } } }],
    ['a user job', { job: { label: 'user' } }],
  ])('finishes with %s', (_, given) => {
    expect(judged({ ...given, report: both, plugin: 'atlas' }).status).toBe('finished');
  });

  it.each(['TXT.1', 'NTUP.1', 'HIST.1'])('wants no count for %s', (lfn) => {
    const job = { outputs: [{ lfn, scope: 's' }] };
    expect(judged({ job, report: { [lfn]: fileReport, 'log.tgz': fileReport }, plugin: 'atlas' }).status).toBe(
      'finished',
    );
  });
});

it('leaves a job without a final report as it is', () => {
  const job = createJobRecord(1, fullJob, now);
  expect(judge(job, 'generic', now)).toBe(job);
});
