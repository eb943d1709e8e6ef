import { z } from 'zod';
import { availableRanges, rangeStatuses, takeRanges, updateRange } from '../../jobs/event-desk.ts';
import type { JobRecord } from '../../jobs/job-record.ts';
import { plainValue, type PythonDict } from '../../python/python-json.ts';
import { textIn } from '../given.ts';
import type { ClassicContext, ClassicMethod } from '../method.ts';
import { pythonInt } from '../python-cast.ts';
import { statusCodes } from '../response.ts';
import { isPilot } from '../role.ts';

/** Why a caller gets nothing of an event service job: a bare text. Undefined for one who may. */
export function pilotRefusal({ caller }: ClassicContext): string | undefined {
  if (caller === undefined) return 'failed to retrieve DN';
  return isPilot(caller) ? undefined : 'production or pilot role is required';
}

/** getEventRanges. */
export const getEventRanges: ClassicMethod = (given, context) => {
  const refusal = pilotRefusal(context);
  if (refusal !== undefined) return refusal;
  const ranges = takeRanges(context.dispatcher, pythonInt(given['pandaID'] ?? null), pythonInt(given['nRanges'] ?? 10));
  return { StatusCode: statusCodes.success, eventRanges: context.asJson ? ranges : JSON.stringify(ranges) };
};

/** updateEventRange: the commands come as JSON text. */
export const updateEventRange: ClassicMethod = (given, context) => {
  const refusal = pilotRefusal(context);
  if (refusal !== undefined) return refusal;
  const job = updateRange(context.dispatcher, textIn(given, 'eventRangeID') ?? '', textIn(given, 'eventStatus') ?? '');
  if (job === undefined) return { StatusCode: statusCodes.failed };
  return { StatusCode: statusCodes.success, Command: JSON.stringify(commandsOf([job])) };
};

const updatesSchema = z.array(z.looseObject({ eventRangeID: z.string(), eventStatus: z.string() }));
const zippedSchema = z.array(z.looseObject({ eventRanges: updatesSchema }));

/** updateEventRanges: on PostgreSQL one false too many where a range has finished. */
export const updateEventRanges: ClassicMethod = (given, context) => {
  const refusal = pilotRefusal(context);
  if (refusal !== undefined) return refusal;
  const updates = updatesIn(given);
  const jobs = updates.map(({ eventRangeID, eventStatus }) =>
    updateRange(context.dispatcher, eventRangeID, eventStatus),
  );
  const trailing = updates.some(({ eventStatus }) => eventStatus === 'finished') ? [false] : [];
  const Returns = [...jobs.map((job) => job !== undefined), ...trailing];
  const Command = commandsOf(jobs.filter((job) => job !== undefined));
  const plain = versionOf(given) === 1 && context.asJson;
  return {
    StatusCode: statusCodes.success,
    Returns: plain ? Returns : JSON.stringify(Returns),
    Command: plain ? Command : JSON.stringify(Command),
  };
};

function updatesIn(given: PythonDict): z.infer<typeof updatesSchema> {
  const sent: unknown = JSON.parse(textIn(given, 'eventRanges') ?? '');
  if (versionOf(given) !== 1) return updatesSchema.parse(sent);
  return zippedSchema.parse(sent).flatMap(({ eventRanges }) => eventRanges);
}

function versionOf(given: PythonDict): number {
  return Number(plainValue(given['version'] ?? 0));
}

/** checkEventsAvailability: says what it has to anybody. */
export const checkEventsAvailability: ClassicMethod = (given, { dispatcher }) => {
  const job = dispatcher.job(pythonInt(given['pandaID'] ?? null));
  return { StatusCode: statusCodes.success, nEventRanges: job === undefined ? 0 : availableRanges(job).length };
};

/** get_events_status: bare JSON. */
export const getEventsStatus: ClassicMethod = (given, { dispatcher }) =>
  JSON.stringify(rangeStatuses(dispatcher, textIn(given, 'ids') ?? '') ?? null);

function commandsOf(jobs: readonly JobRecord[]): Record<number, string | null> {
  return Object.fromEntries(jobs.map(({ pandaId, commandToPilot }) => [pandaId, commandToPilot ?? null]));
}
