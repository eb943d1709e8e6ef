import { expect, it } from 'vitest';
import type { JobStatus } from '../../src/jobs/job-record.ts';
import { applyKill } from '../../src/jobs/kill-rules.ts';
import { createJobRecord } from '../../src/jobs/wire-job.ts';
import { bareJob } from '../local-server.ts';

const now = new Date('2026-06-01T12:00:00Z');
const killed = (status: JobStatus, code?: number) =>
  applyKill({ ...createJobRecord(1, bareJob, now), status }, code, now);

it.each<[JobStatus, number | undefined, JobStatus]>([
  ['activated', undefined, 'cancelled'],
  ['sent', undefined, 'cancelled'],
  ['starting', undefined, 'cancelled'],
  ['holding', undefined, 'cancelled'],
  ['running', undefined, 'running'],
  ['running', 2, 'running'],
  ['running', 9, 'cancelled'],
  ['sent', 2, 'closed'],
  ['sent', 10, 'closed'],
  ['sent', 51, 'closed'],
  ['sent', 55, 'closed'],
  ['sent', 60, 'closed'],
  ['sent', 91, 'cancelled'],
])('%s with code %s becomes %s', (status, code, expected) => {
  expect(killed(status, code)).toMatchObject({
    status: expected,
    commandToPilot: 'tobekilled',
    columns: { taskBufferErrorCode: 100 },
  });
});

it('leaves an archived job alone', () => {
  expect(killed('finished')).not.toHaveProperty('commandToPilot');
});
