import { secret } from '@panda-pilot/credentials';
import { z } from 'zod';
import { parseServerCommands } from '../server-command.ts';

/** Data of `pilot/acquire_jobs`: the jobs stay as they are. */
export const acquired = z.object({ jobs: z.array(z.unknown()) });

/** Data of `pilot/update_job`. */
export const updateAnswer = z
  .object({ command: z.string().nullish(), pilotSecrets: z.unknown().optional() })
  .transform(({ command, pilotSecrets }) => ({
    commands: parseServerCommands(command),
    ...(hasContent(pilotSecrets) ? { pilotSecrets: secret(jsonText(pilotSecrets)) } : {}),
  }));

/** Data of `pilot/get_job_status`. */
export const jobStatuses = z.array(
  z
    .object({ job_id: z.number(), status: z.string(), attempt_number: z.number() })
    .transform((entry) => ({ jobId: entry.job_id, state: entry.status, attemptNumber: entry.attempt_number })),
);

/** Data of `event/acquire_event_ranges`. */
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

const commandByJob = z.record(z.string().regex(/^\d+$/), z.string().nullable());

/** Data of `event/update_single_event_range`: JSON text in JSON. */
export const eventRangeCommands = z
  .object({ Command: z.union([z.string().transform(parsedJson).pipe(commandByJob), commandByJob]).nullable() })
  .transform(({ Command }) => {
    const entries = Object.entries(Command ?? {});
    return new Map(entries.map(([jobId, command]) => [Number(jobId), parseServerCommands(command)]));
  });

/** Data of `creds/get_proxy`, and, under the same key, of `creds/get_access_token`. */
export const userProxy = z.object({ user_proxy: z.string().min(1) }).transform((data) => secret(data.user_proxy));

/** Data of `creds/get_token_key`. */
export const tokenKey = z.object({ tokenKey: z.string().min(1) }).transform((data) => secret(data.tokenKey));

/** Data of `creds/get_key_pair`. */
export const keyPair = z
  .object({ public_key: z.string(), private_key: z.string() })
  .transform((data) => ({ publicKey: data.public_key, privateKey: secret(data.private_key) }));

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
