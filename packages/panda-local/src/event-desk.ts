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
