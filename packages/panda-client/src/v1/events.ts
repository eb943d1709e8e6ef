import { z } from 'zod';
import { eventRangeCommands, eventRanges, eventRangesAnswer, eventRangeStatuses } from '../wire/answers.ts';
import type {
  EventRangeCommands,
  EventRangesAnswer,
  EventRangeStatuses,
  EventRangeUpdate,
  EventServiceJob,
  ZippedEventRanges,
} from '../records/event-range.ts';
import { eventServiceJobs, isStored, jobsOfRanges, zippedText } from '../wire/event-ranges.ts';
import { isPandaServerError } from '../failures/panda-server-error.ts';
import type { ServerCommand } from '../records/server-command.ts';
import { timeLeft } from '../transport/time-left.ts';
import { encodeJsonList } from '../wire/wire-value.ts';
import type { V1Api } from './call.ts';
import type { EventMethods, Within } from '../methods.ts';
import { eventRangeArguments, eventRangeCountArguments, eventRangesArguments } from './wire.ts';

/** `event/*`. */
export function eventMethods(api: V1Api): EventMethods {
  return {
    async acquireEventRanges(request, bounds) {
      const body = eventRangesArguments(request);
      return api.ask({ method: 'event/acquire_event_ranges', body, repeatable: false }, eventRanges, bounds);
    },
    async countEventRanges(request, bounds) {
      const query = eventRangeCountArguments(request);
      return api.ask({ method: 'event/get_available_event_range_count', query }, z.int().nonnegative(), bounds);
    },
    getEventRangeStatuses: (jobs, bounds) => statusesOf(jobs, { api, bounds }),
    updateEventRange: (update, bounds) => updateRange(update, { api, bounds }),
    updateEventRanges: (updates, bounds) => updateRanges(updates, { api, bounds }),
    updateZippedEventRanges: (zips, bounds) => updateZipped(zips, { api, bounds }),
  };
}

async function updateRange(update: EventRangeUpdate, { api, bounds }: Within<V1Api>): Promise<EventRangeCommands> {
  const body = eventRangeArguments(update);
  return api.ask({ method: 'event/update_single_event_range', body }, eventRangeCommands, bounds);
}

/** One after the other: the method for many answers HTTP 500 at 1.0.3, though it does its work, and nobody learns what it has done. */
async function updateRanges(
  updates: readonly EventRangeUpdate[],
  { api, bounds }: Within<V1Api>,
): Promise<EventRangesAnswer> {
  const taken: boolean[] = [];
  const commands = new Map<number, readonly ServerCommand[]>();
  const left = timeLeft(bounds, api.timeoutMs);
  for (const update of updates) {
    try {
      for (const [jobId, orders] of await updateRange(update, { api, bounds: left() })) commands.set(jobId, orders);
      taken.push(true);
    } catch (error) {
      if (!isPandaServerError(error, 'database')) throw error;
      taken.push(false); // the words for a range that the server does not have
    }
  }
  return { taken, commands };
}

async function statusesOf(
  jobs: readonly EventServiceJob[],
  { api, bounds }: Within<V1Api>,
): Promise<EventRangeStatuses> {
  if (jobs.length === 0) return new Map();
  const query = { job_task_ids: encodeJsonList(eventServiceJobs(jobs)) };
  return api.ask({ method: 'event/get_event_range_statuses', query }, eventRangeStatuses, bounds);
}

/** At 1.0.3 the method stores its update, then crashes over its own answer: what has been stored is asked for then. */
async function updateZipped(
  zips: readonly ZippedEventRanges[],
  { api, bounds }: Within<V1Api>,
): Promise<EventRangesAnswer> {
  const ranges = zips.flatMap((zip) => zip.ranges);
  const jobs = jobsOfRanges(ranges.map(({ eventRangeId }) => eventRangeId));
  const left = timeLeft(bounds, api.timeoutMs);
  const call = { method: 'event/update_event_ranges', body: { event_ranges: zippedText(zips), version: 1 } };
  try {
    return await api.ask(call, eventRangesAnswer(ranges.length), bounds);
  } catch (error) {
    if (!isOwnCrash(error)) throw error;
  }
  const known = await statusesOf(jobs, { api, bounds: left() });
  return { taken: ranges.map((range) => isStored(range, known)), commands: new Map() };
}

function isOwnCrash(error: unknown): boolean {
  if (!isPandaServerError(error, 'http') || error.status !== 500) return false;
  return /unhashable type|not serializable/i.test(error.serverMessage ?? '');
}
