import { eventRangeCommands, eventRangesAnswer, eventRangeStatuses } from '../wire/answers.ts';
import type { EventRangesAnswer } from '../records/event-range.ts';
import { eventRangeEntry, eventServiceJobs, zippedText } from '../wire/event-ranges.ts';
import type { EventMethods, Within } from '../methods.ts';
import { parseData, parseJson } from '../failures/parse-data.ts';
import { encodeJsonList, type WireRecord } from '../wire/wire-value.ts';
import { acquiredRanges, rangeCount } from './answers.ts';
import type { ClassicApi } from './call.ts';
import { eventRangeArguments, eventRangeCountArguments, eventRangesArguments } from './wire.ts';

/** The methods of the event service. */
export function eventMethods(api: ClassicApi): EventMethods {
  return {
    async acquireEventRanges(request, bounds) {
      const given = eventRangesArguments(request);
      return api.ask({ method: 'getEventRanges', given, repeatable: false }, acquiredRanges, bounds);
    },
    async countEventRanges(request, bounds) {
      const call = { method: 'checkEventsAvailability', given: eventRangeCountArguments(request) };
      return api.ask(call, rangeCount, bounds);
    },
    async getEventRangeStatuses(jobs, bounds) {
      if (jobs.length === 0) return new Map();
      const call = { method: 'get_events_status', given: { ids: encodeJsonList(eventServiceJobs(jobs)) } };
      const context = api.contextOf(call.method);
      return parseData(eventRangeStatuses, parseJson(await api.bodyOf(call, bounds), context), context);
    },
    async updateEventRange(update, bounds) {
      return api.ask({ method: 'updateEventRange', given: eventRangeArguments(update) }, eventRangeCommands, bounds);
    },
    async updateEventRanges(updates, bounds) {
      const given = { eventRanges: encodeJsonList(updates.map(eventRangeEntry)) };
      return updateMany(given, updates.length, { api, bounds });
    },
    async updateZippedEventRanges(zips, bounds) {
      const count = zips.reduce((sum, { ranges }) => sum + ranges.length, 0);
      return updateMany({ eventRanges: zippedText(zips), version: 1 }, count, { api, bounds });
    },
  };
}

async function updateMany(
  given: WireRecord,
  count: number,
  { api, bounds }: Within<ClassicApi>,
): Promise<EventRangesAnswer> {
  return api.ask({ method: 'updateEventRanges', given }, eventRangesAnswer(count), bounds);
}
