import { z } from 'zod';
import { jobReportSchema, payloadUsageSchema } from '../state/job-report.ts';
import { pilotErrorSchema } from '../state/pilot-error-schema.ts';

/** Phases of a job that its agent tells the server, or a person, about. */
export const phases = ['staging-in', 'running', 'staging-out', 'storing-log'] as const;

/** One of them. */
export type Phase = (typeof phases)[number];

const transfer = {
  direction: z.enum(['stage-in', 'stage-out']),
  lfn: z.string(),
  bytes: z.number(),
  totalBytes: z.number().optional(),
};

/** What runjob tells its agent. */
export const fromRunJobSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('phase'), phase: z.enum(phases) }),
  z.object({ type: z.literal('payload-started'), pid: z.number().int(), at: z.string() }),
  /** What the payload has used so far; after every sample. */
  z.object({ type: z.literal('payload-usage'), usage: payloadUsageSchema }),
  z.object({ type: z.literal('transfer-started'), ...transfer }),
  z.object({ type: z.literal('transfer-progress'), ...transfer }),
  z.object({ type: z.literal('transfer-ended'), ...transfer, durationMs: z.number(), error: z.string().optional() }),
  /** The same text as `D/report.json`, so that the agent knows it even when the disk is full. */
  z.object({ type: z.literal('ended'), report: jobReportSchema }),
]);

/** A message of runjob to its agent. */
export type FromRunJob = z.infer<typeof fromRunJobSchema>;

/** What the agent tells runjob. */
export const toRunJobSchema = z.discriminatedUnion('type', [
  /** Stop the payload, store the log, report `error`. The first order counts. */
  z.object({ type: z.literal('stop'), error: pilotErrorSchema }),
  /** The file with the proxy of the job's owner has a new one. */
  z.object({ type: z.literal('credential-renewed') }),
  /** Stop everything at once and leave; the journal lets the next pilot finish. */
  z.object({ type: z.literal('leave') }),
]);

/** A message of the agent to its runjob. */
export type ToRunJob = z.infer<typeof toRunJobSchema>;
