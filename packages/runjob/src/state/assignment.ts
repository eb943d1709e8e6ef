import { randomUUID } from 'node:crypto';
import { type Job, PilotError, type Queuedata, parseJob, parseQueuedata } from '@panda-pilot/core';
import { z } from 'zod';
import { writeDurably } from './durable-file.ts';
import { readOwnFile } from './own-file.ts';
import { type LaunchOrder, launchOrderSchema } from './launch-order.ts';
import { type PayloadSettings, defaultPayloadSettings, payloadSettingsSchema } from './payload-settings.ts';
import { type LimitSettings, defaultLimits, limitSettingsSchema } from './limits.ts';

const settingsSchema = z.object({
  /** Between SIGTERM and SIGKILL of the payload. */
  graceMs: z.number().nonnegative(),
  /** How long a job goes on when its agent has died: nobody sends heartbeats any more, so the server will give it up. */
  orphanLimitMs: z.number().nonnegative(),
  /** Whether a job whose files cannot be stored now is left to a later pilot. */
  mayHold: z.boolean().default(false),
  /** Takes the place of the storage's path: where inputs are found, and outputs put. */
  inputDirectory: z.string().optional(),
  outputDirectory: z.string().optional(),
  /** The Rucio server that is asked for replicas; default: the one that the queue's `catchall` names. */
  rucio: z.object({ url: z.string(), account: z.string().optional() }).optional(),
  /** Who tells the catalogue of stored files; `queue`: as the queue's fields say. */
  registration: z.enum(['queue', 'server', 'rucio', 'lfc', 'lrc']).default('queue'),
  /** What whoever composed this runjob looks at when it checks the credential of transfers; nobody else understands it. */
  credential: z.record(z.string(), z.unknown()).optional(),
  /** Where traces of transfers go; absent: nowhere. */
  traceUrl: z.string().optional(),
  /** When a payload is ended by its watchdogs, and how often they look. */
  limits: limitSettingsSchema.default(defaultLimits),
  payload: payloadSettingsSchema.default(defaultPayloadSettings),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']),
});

/** What the site has set for a job, as `job.json` carries it. */
export type RunJobSettings = z.infer<typeof settingsSchema>;

const assignmentSchema = z.object({
  version: z.literal(1),
  /** As the server sent it. */
  job: z.record(z.string(), z.unknown()),
  /** The text of the site's queuedata. */
  queuedata: z.string(),
  queue: z.string(),
  settings: settingsSchema,
  launch: launchOrderSchema.optional(),
  /** GUIDs of the outputs by LFN: made once, so that a recovered job names its files as before. */
  guids: z.record(z.string(), z.string()),
});
type AssignmentFile = z.infer<typeof assignmentSchema>;

/** `D/job.json` as runjob works with it: everything that it needs to know, read once. */
export interface Assignment {
  readonly job: Job;
  readonly queuedata: Queuedata;
  readonly settings: RunJobSettings;
  readonly guids: Readonly<Record<string, string>>;
  /** Absent: the payload is started plainly, as the pilot's own account. */
  readonly launch?: LaunchOrder;
}

/** What holds where a site says nothing. */
export const defaultSettings: RunJobSettings = {
  graceMs: 10_000,
  orphanLimitMs: 90 * 60_000,
  registration: 'queue',
  mayHold: false,
  limits: defaultLimits,
  payload: defaultPayloadSettings,
  logLevel: 'info',
};

/** Settings as they are given: what is left out has its default. */
export type JobSettings = Partial<Omit<RunJobSettings, 'limits' | 'payload'>> & {
  readonly limits?: Partial<LimitSettings>;
  readonly payload?: Partial<PayloadSettings>;
};

/**
 * Writes `D/job.json`, for this account only: the job may hold its owner's secrets. Rejects with the file system's
 * error; nothing half-written is left.
 */
export async function writeAssignment(
  path: string,
  given: {
    readonly job: Job;
    readonly queuedataText: string;
    readonly queue: string;
    readonly launch?: LaunchOrder;
    readonly settings?: JobSettings;
  },
): Promise<void> {
  const content: AssignmentFile = {
    version: 1,
    job: withoutPilotSecrets(given.job.wire),
    queuedata: given.queuedataText,
    queue: given.queue,
    settings: {
      ...defaultSettings,
      ...given.settings,
      limits: { ...defaultLimits, ...given.settings?.limits },
      payload: { ...defaultPayloadSettings, ...given.settings?.payload },
    },
    ...(given.launch === undefined ? {} : { launch: given.launch }),
    guids: Object.fromEntries(given.job.outputs.map(({ lfn, guid }) => [lfn, guid ?? randomUUID().toUpperCase()])),
  };
  await writeDurably(path, `${JSON.stringify(content, null, 1)}\n`, 0o600);
}

/** A payload of our own account can read our files, and no step of a job needs them. */
function withoutPilotSecrets(wire: Job['wire']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(wire).filter(([name]) => name !== 'pilotSecrets'));
}

/**
 * Reads `D/job.json`. Rejects with FILE_HANDLING_FAILURE when it is not there or not ours, else as `parseJob` and
 * `parseQueuedata` do.
 */
export async function readAssignment(path: string): Promise<Assignment> {
  const content = readContent(path);
  return {
    job: parseJob(content.job),
    queuedata: parseQueuedata(content.queuedata, { queueName: content.queue }),
    settings: content.settings,
    guids: content.guids,
    ...(content.launch === undefined ? {} : { launch: content.launch }),
  };
}

function readContent(path: string): AssignmentFile {
  try {
    return assignmentSchema.parse(JSON.parse(readOwnFile(path)));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new PilotError('FILE_HANDLING_FAILURE', `${path} describes no job: ${why}`, { cause: error });
  }
}
