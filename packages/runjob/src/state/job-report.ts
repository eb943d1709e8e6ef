import { z } from 'zod';
import { pilotErrorSchema } from './pilot-error-schema.ts';

/** A file that is in the storage, as the catalogue and the server want to know it. */
export const storedFileSchema = z.object({
  lfn: z.string(),
  guid: z.string(),
  scope: z.string().optional(),
  surl: z.string(),
  endpoint: z.string().optional(),
  sizeBytes: z.number().int().nonnegative(),
  /** In the wire's form: `ad:01234567`. */
  checksum: z.string().optional(),
  copytool: z.string().optional(),
});

/** A file in the storage. */
export type StoredFile = z.infer<typeof storedFileSchema>;

/** Memory of the payload's processes together, in kB. */
const memorySchema = z.object({
  maxRssKb: z.number().optional(),
  maxPssKb: z.number().optional(),
  maxVmemKb: z.number().optional(),
  maxSwapKb: z.number().optional(),
  averageRssKb: z.number().optional(),
  averagePssKb: z.number().optional(),
  averageVmemKb: z.number().optional(),
  averageSwapKb: z.number().optional(),
});

/** Bytes that the payload's processes moved: `chars` through system calls, the others from and to the storage. */
const ioSchema = z.object({
  readCharsBytes: z.number(),
  writtenCharsBytes: z.number(),
  readBytes: z.number(),
  writtenBytes: z.number(),
  readCharsBytesPerSecond: z.number(),
  writtenCharsBytesPerSecond: z.number(),
  readBytesPerSecond: z.number(),
  writtenBytesPerSecond: z.number(),
});

/** What the payload's process tree used, all steps together, where it could be measured. */
export const payloadUsageSchema = z.object({
  cpuSeconds: z.number().optional(),
  memory: memorySchema.optional(),
  /** Growth of its memory, and how well a straight line tells it; absent for payloads of a few minutes. */
  memoryTrend: z.object({ bytesPerSecond: z.number(), chi2: z.number() }).optional(),
  io: ioSchema.optional(),
  maxProcesses: z.number().optional(),
  /** The largest size of the work directory that was seen. */
  workDirBytes: z.number().optional(),
});

/** What the payload used. */
export type PayloadUsage = z.infer<typeof payloadUsageSchema>;

/** What became of the command that ran beside the steps. */
const coprocessSchema = z.object({
  starts: z.number().int(),
  /** How often it ended by itself, and not with 0. */
  failures: z.number().int(),
  lastFailure: z.string().optional(),
});
export type CoprocessReport = z.infer<typeof coprocessSchema>;

const payloadSchema = payloadUsageSchema.extend({
  /** Undefined when the payload was killed, or never started. */
  exitCode: z.number().int().optional(),
  signal: z.string().optional(),
  /** What the transformation's own report says that it ended with, if that is not 0. */
  reportedExitCode: z.number().int().optional(),
  /** The failed payload's own number and words for its failure. */
  exeError: z.object({ code: z.number().int(), diagnosis: z.string() }).optional(),
  /** Events that it has worked through. */
  events: z.number().int().nonnegative().optional(),
  /** Start of the first step, and end of the last, of those that this process ran. */
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  /** Present when the job had one, and this process ran it. */
  coprocess: coprocessSchema.optional(),
});

/** What became of the payload, and what it used. */
export type PayloadReport = z.infer<typeof payloadSchema>;

/** Milliseconds that each phase took in this process; a phase that was done before a crash is absent. */
const timingsSchema = z.object({
  stageInMs: z.number().optional(),
  payloadMs: z.number().optional(),
  stageOutMs: z.number().optional(),
  logMs: z.number().optional(),
});

/** `D/report.json`: what became of a job. The one thing that runjob owes to its agent. */
export const jobReportSchema = z.object({
  version: z.literal(1),
  pandaId: z.number().int(),
  /** Absent where the server's answer does not tell it. */
  attemptNumber: z.number().int().optional(),
  /** `holding`: everything but the storing is done; a later runjob on the same directory finishes it. */
  state: z.enum(['finished', 'failed', 'holding']),
  /** The first cause of the failure, or why the job is held; absent exactly when it finished. */
  error: pilotErrorSchema.optional(),
  payload: payloadSchema,
  inputs: z.array(z.object({ lfn: z.string(), sizeBytes: z.number() })),
  /** Inputs that a user's job has done without. */
  skippedInputs: z.array(z.object({ lfn: z.string(), guid: z.string() })).optional(),
  /** Replicas that are not what the catalogue says, for the consistency service of the site. */
  damagedReplicas: z.array(z.object({ lfn: z.string(), url: z.string(), kind: z.string() })).optional(),
  outputs: z.array(storedFileSchema),
  log: storedFileSchema.optional(),
  /** Why there is no log in the storage, if the job wants one and it could not be stored. */
  logError: pilotErrorSchema.optional(),
  timings: timingsSchema,
  /** The payload's own `jobReport.json`, as text. */
  payloadReport: z.string().optional(),
  /** The last lines that explain the end, at most 2,048 characters. */
  logExtract: z.string(),
});

/** What became of a job. */
export type JobReport = z.infer<typeof jobReportSchema>;
