import { describe, expect, it } from 'vitest';
import type { JobRecord } from '../../src/jobs/job-record.ts';
import { type JobRequest, selectJobs } from '../../src/jobs/selection.ts';
import type { SubmittedJob } from '../../src/jobs/submitted-job.ts';
import { createJobRecord } from '../../src/jobs/wire-job.ts';
import { bareJob } from '../local-server.ts';

const request: JobRequest = {
  site_name: 'Q',
  timeout: 60,
  prod_source_label: null,
  n_jobs: 100,
  memory: null,
  disk_space: null,
  remaining_time: null,
  prod_user_id: null,
  task_id: null,
  resource_type: null,
  computing_element: null,
  background: null,
};

const jobs = (...descriptions: Partial<SubmittedJob>[]): JobRecord[] =>
  descriptions.map((job, index) => createJobRecord(index + 1, { ...bareJob, ...job }, new Date()));
const chosen = (records: JobRecord[], more: Partial<JobRequest>, queueStatus?: string): number[] =>
  selectJobs(records, { ...request, ...more }, queueStatus).map(({ pandaId }) => pandaId);

describe('labels', () => {
  const labels = ['user', 'panda', 'install', 'managed', 'test', 'prod_test', 'ptest', 'rc_test'];
  const labelled = jobs(...labels.map((label) => ({ label })), {
    label: 'user',
    raw: { processingType: 'gangarobot' },
  });
  const names = (ids: number[]): string[] => ids.map((id) => labels[id - 1] ?? 'gangarobot');

  it.each<[string | null, string[]]>([
    ['user', ['user', 'panda', 'install', 'gangarobot']],
    [null, ['install', 'managed', 'test', 'prod_test']],
    ['managed', ['install', 'managed', 'test', 'prod_test']],
    ['unified', ['user', 'panda', 'install', 'managed', 'test', 'prod_test', 'gangarobot']],
    ['test', ['test']],
    ['ptest', ['ptest']],
    ['rc_test', ['rc_test']],
    ['nothing', []],
  ])('%s', (label, expected) => {
    expect(names(chosen(labelled, { prod_source_label: label }))).toEqual(expected);
  });

  it('test with a computing element means gangarobot, prod_test, install and test', () => {
    expect(names(chosen(labelled, { prod_source_label: 'test', computing_element: 'ce' }))).toEqual([
      'install',
      'test',
      'prod_test',
      'gangarobot',
    ]);
  });

  it('a queue in test turns the everyday labels into test, and leaves the others', () => {
    expect(names(chosen(labelled, { prod_source_label: 'managed' }, 'test'))).toEqual(['test']);
    expect(names(chosen(labelled, { prod_source_label: 'ptest' }, 'test'))).toEqual(['ptest']);
  });
});

describe('limits', () => {
  it.each<[string, Partial<JobRequest>, Partial<SubmittedJob>, boolean]>([
    ['enough memory', { memory: 2000 }, { memoryMb: 2000 }, true],
    ['too little memory', { memory: 1999 }, { memoryMb: 2000 }, false],
    ['a job without a memory limit', { memory: 1 }, {}, true],
    ['a pilot without one', { memory: 0 }, { memoryMb: 2000 }, true],
    ['too little disk', { disk_space: 9 }, { diskMb: 10 }, false],
    ['enough time', { remaining_time: 60 }, { wallSeconds: 60 }, true],
    ['too little time', { remaining_time: 59 }, { wallSeconds: 60 }, false],
    ['a job without a time', { remaining_time: 1 }, {}, true],
    ['a time that is text', { remaining_time: '1' }, { wallSeconds: 60 }, true],
    ['another resource type', { resource_type: 'MCORE' }, {}, false],
    ['the same resource type', { resource_type: 'MCORE' }, { cores: 8 }, true],
    ['another task', { task_id: 5 }, { raw: { taskID: 4 } }, false],
    ['the same task', { task_id: 5 }, { raw: { taskID: 5 } }, true],
    ['another owner', { prod_user_id: 'me' }, { owner: 'you' }, false],
    ['background work', { background: true }, {}, false],
    ['another queue', { site_name: 'P' }, {}, false],
    ['a timeout of ten', { timeout: 10 }, {}, false],
    ['a timeout of eleven', { timeout: 11 }, {}, true],
    ['no jobs wanted', { n_jobs: 0 }, {}, false],
  ])('%s', (_, more, job, found) => {
    expect(chosen(jobs(job), more)).toEqual(found ? [1] : []);
  });
});

it('gives the highest priority first, then the oldest, and no more than asked for', () => {
  const waiting = jobs({ priority: 1 }, { priority: 9 }, { priority: 5 }, { priority: 9 });
  expect(chosen(waiting, { n_jobs: 3 })).toEqual([2, 4, 3]);
});

it('gives only what is activated', () => {
  expect(
    chosen(
      jobs({}).map((job) => ({ ...job, status: 'sent' as const })),
      {},
    ),
  ).toEqual([]);
});
