import { secret } from '@panda-pilot/credentials';
import { z } from 'zod';
import type { EventRangesAnswer, EventRangeStatus } from '../records/event-range.ts';
import { parseServerCommands } from '../records/server-command.ts';

/** What both APIs answer to an update of a job. */
export const updateAnswer = z
  .object({ command: z.string().nullish(), pilotSecrets: z.unknown().optional() })
  .transform(({ command, pilotSecrets }) => ({
    commands: parseServerCommands(command),
    ...(hasContent(pilotSecrets) ? { pilotSecrets: secret(jsonText(pilotSecrets)) } : {}),
  }));

/** Event ranges, as both APIs write them. */
export const eventRanges = z.array(
  z
    .object({
      eventRangeID: z.string(),
      startEvent: z.number(),
      lastEvent: z.number(),
      LFN: z.string(),
      GUID: z.string(),
      scope: z.string(),
    })
    .transform(({ eventRangeID, startEvent, lastEvent, LFN, GUID, scope }) => ({
      eventRangeId: eventRangeID,
      startEvent,
      lastEvent,
      lfn: LFN,
      guid: GUID,
      scope,
    })),
);

/** A value that comes as it is or, of some methods and releases, as JSON text. */
export function orJsonText<Value>(shape: z.ZodType<Value>): z.ZodType<Value> {
  return z.union([shape, z.string().transform(parsedJson).pipe(shape)]);
}

const commandByJob = z.record(z.string().regex(/^\d+$/), z.string().nullable());

/** What both APIs answer to an update of event ranges. */
export const eventRangeCommands = z
  .object({ Command: orJsonText(commandByJob).nullable() })
  .transform(({ Command }) => {
    const entries = Object.entries(Command ?? {});
    return new Map(entries.map(([jobId, command]) => [Number(jobId), parseServerCommands(command)]));
  });

/** What both APIs answer to many updates of `count` event ranges: one value a range, and on PostgreSQL one too many. */
export function eventRangesAnswer(count: number): z.ZodType<EventRangesAnswer> {
  const fields = z.looseObject({ Returns: orJsonText(z.array(z.boolean().nullable()).min(count)) });
  return z.unknown().transform((value, context) => {
    const returns = fields.safeParse(value);
    const commands = eventRangeCommands.safeParse(value);
    if (returns.success && commands.success) {
      return { taken: returns.data.Returns.slice(0, count).map((taken) => taken === true), commands: commands.data };
    }
    context.addIssue({ code: 'custom', message: `no answer to ${count} event ranges` });
    return z.NEVER;
  });
}

/** What both APIs know of event ranges: by PandaID, then by event range id. */
export const eventRangeStatuses = z
  .record(
    z.string().regex(/^\d+$/),
    z.record(
      z.string(),
      z.object({ status: z.string(), error: z.number().nullish(), dialog: z.string().nullish() }).transform(statusOf),
    ),
  )
  .transform(
    (jobs) => new Map(Object.entries(jobs).map(([id, ranges]) => [Number(id), new Map(Object.entries(ranges))])),
  );

/** Secrets by name, hidden. */
export const userSecrets = orJsonText(z.record(z.string(), z.string())).transform(
  (found) => new Map(Object.entries(found).map(([name, value]) => [name, secret(value)])),
);

/** The key for access tokens, as both APIs write it. */
export const tokenKey = z.object({ tokenKey: z.string().min(1) }).transform((data) => secret(data.tokenKey));

function statusOf(told: {
  readonly status: string;
  readonly error?: number | null | undefined;
  readonly dialog?: string | null | undefined;
}): EventRangeStatus {
  const { status, error, dialog } = told;
  return {
    status,
    ...(error === null || error === undefined ? {} : { errorCode: error }),
    ...(dialog === null || dialog === undefined ? {} : { errorDiag: dialog }),
  };
}

function hasContent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && value !== 'NULL';
}

function jsonText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parsedJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
}
