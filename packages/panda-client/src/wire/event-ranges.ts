import type {
  EventRangeStatuses,
  EventRangeUpdate,
  EventServiceJob,
  ZippedEventRanges,
} from '../records/event-range.ts';
import { decimal, identifier, integer, optionalIdentifier, text, type WireRecord } from './wire-value.ts';

/** One of many updates of event ranges, in the words that both APIs have for their lists. */
export function eventRangeEntry(update: EventRangeUpdate): WireRecord {
  return {
    eventRangeID: text(update.eventRangeId),
    eventStatus: update.status,
    coreCount: integer(update.coreCount),
    cpuConsumptionTime: decimal(update.cpuTimeSeconds),
    objstoreID: optionalIdentifier('objectStoreId', update.objectStoreId),
    errorCode: integer(update.errorCode),
    errorDiag: text(update.errorDiag, 500),
    pathConvention: integer(update.pathConvention),
  };
}

/** The list of zip files as JSON text: version 1 of the method for many. */
export function zippedText(zips: readonly ZippedEventRanges[]): string {
  return JSON.stringify(
    zips.map(({ zipFile, ranges }) => ({
      zipFile: {
        lfn: text(zipFile.lfn),
        objstoreID: identifier('objectStoreId', zipFile.objectStoreId),
        fsize: identifier('sizeBytes', zipFile.sizeBytes),
        adler32: zipFile.checksum.value,
        numEvents: integer(zipFile.eventCount),
        pathConvention: integer(zipFile.pathConvention),
      },
      eventRanges: ranges.map(eventRangeEntry),
    })),
  );
}

/**
 * A list of jobs to ask for. The job goes by two names: the method's documentation has the one, its implementation
 * reads the other.
 */
export function eventServiceJobs(jobs: readonly EventServiceJob[]): readonly WireRecord[] {
  return jobs.map(({ jobId, taskId }) => {
    const id = identifier('jobId', jobId);
    return { task_id: identifier('taskId', taskId), job_id: id, panda_id: id };
  });
}

/** The jobs of event ranges, by the ids of those: `<task>-<job>-<file>-<process>-<attempt>`. Throws TypeError for another form. */
export function jobsOfRanges(ids: readonly string[]): readonly EventServiceJob[] {
  const jobs = ids.map((id) => {
    const [, taskId, jobId] = /^(\d+)-(\d+)-/.exec(id) ?? [];
    if (taskId === undefined) throw new TypeError(`not the id of an event range: ${JSON.stringify(id)}`);
    return { taskId: Number(taskId), jobId: Number(jobId) };
  });
  return [...new Map(jobs.map((job) => [`${job.taskId}-${job.jobId}`, job])).values()];
}

/** Whether the server has what `update` told it: a range that has finished may be further on already. */
export function isStored({ eventRangeId, status }: EventRangeUpdate, known: EventRangeStatuses): boolean {
  const found = [...known.values()]
    .map((ranges) => ranges.get(eventRangeId)?.status)
    .find((each) => each !== undefined);
  return found === status || (status === 'finished' && (found === 'done' || found === 'merged'));
}
