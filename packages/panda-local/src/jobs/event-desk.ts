import { z } from 'zod';
import type { Dispatcher } from './dispatcher.ts';
import type { EventRange, JobRecord } from './job-record.ts';

/** Hands out up to `count` event ranges of a job: none when there are none, or when the job is not one that may have any. */
export function takeRanges(dispatcher: Dispatcher, pandaId: number, count: number): Omit<EventRange, 'status'>[] {
  const job = dispatcher.job(pandaId);
  const active = job !== undefined && ['sent', 'starting', 'running'].includes(job.status);
  if (!active || job.commandToPilot === 'tobekilled') return [];
  const chosen = availableRanges(job).slice(0, count);
  const eventRanges = job.eventRanges.map((range) =>
    chosen.includes(range) ? { ...range, status: 'sent' as const } : range,
  );
  dispatcher.replace({ ...job, eventRanges });
  return chosen.map(({ status: _status, ...range }) => range);
}

/** The event ranges of a job that nobody has. */
export function availableRanges(job: JobRecord): EventRange[] {
  return job.eventRanges.filter(({ status }) => status === 'available');
}

/** The job of the range, updated; undefined when there is no such range. States other than the three are ignored. */
export function updateRange(dispatcher: Dispatcher, id: string, status: string): JobRecord | undefined {
  const job = dispatcher.jobs().find(({ eventRanges }) => eventRanges.some(({ eventRangeID }) => eventRangeID === id));
  if (job === undefined || (status !== 'finished' && status !== 'failed' && status !== 'fatal')) return job;
  const eventRanges = job.eventRanges.map((range): EventRange =>
    range.eventRangeID === id ? { ...range, status } : range,
  );
  dispatcher.replace({ ...job, eventRanges });
  return job;
}

/** The job's key depends on the release. */
const jobTaskSchema = z.array(
  z.union([
    z.looseObject({ panda_id: z.int() }).transform((entry) => entry.panda_id),
    z.looseObject({ job_id: z.int() }).transform((entry) => entry.job_id),
  ]),
);

/** What became of the ranges of the jobs in `jobTaskIds`, JSON text; undefined when that cannot be read. */
export function rangeStatuses(dispatcher: Dispatcher, jobTaskIds: string): object | undefined {
  const asked = jobTaskSchema.safeParse(jsonOf(jobTaskIds));
  if (!asked.success) return undefined;
  const jobs = asked.data.flatMap((pandaId) => dispatcher.job(pandaId) ?? []);
  return Object.fromEntries(jobs.map((job) => [job.pandaId, statuses(job)]));
}

function statuses({ eventRanges }: JobRecord): Record<string, unknown> {
  const told = { error: null, dialog: null };
  return Object.fromEntries(eventRanges.map(({ eventRangeID, status }) => [eventRangeID, { status, ...told }]));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the server calls bad JSON a database error
  }
}
