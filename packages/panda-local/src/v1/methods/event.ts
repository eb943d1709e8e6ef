import { z } from 'zod';
import { type MethodAnswer, refused, succeeded } from '../../http/answer.ts';
import { availableRanges, rangeStatuses, takeRanges, updateRange } from '../../jobs/event-desk.ts';
import type { Method } from '../method-context.ts';

const DATABASE = 'database error in the PanDA server';

/** POST event/acquire_event_ranges: an empty list when there is none, or when the job is not one that may have any. */
export const acquireEventRanges: Method<'event/acquire_event_ranges'> = ({ job_id, n_ranges }, { dispatcher }) =>
  succeeded(takeRanges(dispatcher, job_id, n_ranges));

/** POST event/update_single_event_range. The commands come as JSON text within JSON. */
export const updateSingleEventRange: Method<'event/update_single_event_range'> = (given, { dispatcher }) => {
  const job = updateRange(dispatcher, given.event_range_id, given.event_range_status);
  if (job === undefined) return refused(DATABASE);
  return succeeded({ Command: JSON.stringify({ [job.pandaId]: job.commandToPilot ?? null }) });
};

const updatesSchema = z.array(z.looseObject({ eventRangeID: z.string(), eventStatus: z.string() }));
const zippedSchema = z.array(z.looseObject({ eventRanges: updatesSchema }));

/** POST event/update_event_ranges: stores the update, then crashes over its own answer, as the server does. */
export const updateEventRanges: Method<'event/update_event_ranges'> = (
  { event_ranges, version },
  { dispatcher },
): MethodAnswer => {
  const updates = version === 0 ? updatesSchema.parse(JSON.parse(event_ranges)) : zippedUpdates(event_ranges);
  for (const { eventRangeID, eventStatus } of updates) updateRange(dispatcher, eventRangeID, eventStatus);
  throw new Error(version === 1 ? "unhashable type: 'list'" : 'Type not serializable');
};

function zippedUpdates(text: string): z.infer<typeof updatesSchema> {
  return zippedSchema.parse(JSON.parse(text)).flatMap(({ eventRanges }) => eventRanges);
}

/** GET event/get_available_event_range_count. */
export const getAvailableEventRangeCount: Method<'event/get_available_event_range_count'> = (
  { job_id },
  { dispatcher },
) => {
  const job = dispatcher.job(job_id);
  return succeeded(job === undefined ? 0 : availableRanges(job).length);
};

/** GET event/get_event_range_statuses. */
export const getEventRangeStatuses: Method<'event/get_event_range_statuses'> = ({ job_task_ids }, { dispatcher }) => {
  const statuses = rangeStatuses(dispatcher, job_task_ids);
  return statuses === undefined ? refused(DATABASE) : succeeded(statuses);
};
