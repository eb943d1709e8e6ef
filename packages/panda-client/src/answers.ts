import { secret } from '@panda-pilot/credentials';
import { z } from 'zod';
import { parseServerCommands } from './server-command.ts';

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

/** The key for access tokens, as both APIs write it. */
export const tokenKey = z.object({ tokenKey: z.string().min(1) }).transform((data) => secret(data.tokenKey));

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
