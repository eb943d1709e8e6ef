import { redact } from '@panda-pilot/core';
import { z } from 'zod';
import { type Phase, phases } from '../channel/messages.ts';
import { linesOfFile } from './lines-of-file.ts';
import { momentSchema } from './moment.ts';
import { parseJson } from '../state/parse-json.ts';

const ended = { time: momentSchema, durationMs: z.number().nonnegative() };

const transfer = { ...ended, lfn: z.string(), copytool: z.string().optional() };

const recordSchema = z.discriminatedUnion('msg', [
  z.object({ msg: z.literal('phase over'), ...ended, phase: z.enum(phases) }),
  z.object({
    msg: z.enum(['staged in', 'stored']),
    ...transfer,
    mode: z.string(),
    sizeBytes: z.number(),
    verification: z.string(),
  }),
  z.object({ msg: z.literal('transfer failed'), ...transfer, code: z.number(), reason: z.string() }),
]);

/** A phase or a transfer that is over. `endedAt` in milliseconds since 1970. */
export type RecordedStep =
  | { readonly kind: 'phase'; readonly phase: Phase; readonly endedAt: number; readonly durationMs: number }
  | {
      readonly kind: 'transfer';
      /** Undefined for one that failed: its name tells. */
      readonly direction?: 'stage-in' | 'stage-out';
      readonly lfn: string;
      readonly copytool?: string;
      /** `copied`, `linked`, or `present`: it was there already. */
      readonly mode?: string;
      readonly sizeBytes?: number;
      /** What was compared: checksums, sizes, or what the tool compares by itself. */
      readonly verification?: string;
      readonly error?: { readonly code: number; readonly reason: string };
      readonly endedAt: number;
      readonly durationMs: number;
    };

/**
 * What `runjob.log` says of phases and transfers, in order of their ends, in constant memory; nothing when there is no
 * such file. Secrets are redacted.
 */
export async function* readSteps(path: string): AsyncGenerator<RecordedStep> {
  for await (const { text } of linesOfFile(path)) {
    const record = recordSchema.safeParse(parseJson(text)).data;
    if (record !== undefined) yield stepOf(record);
  }
}

function stepOf(record: z.infer<typeof recordSchema>): RecordedStep {
  const { time: endedAt, durationMs } = record;
  if (record.msg === 'phase over') return { kind: 'phase', phase: record.phase, endedAt, durationMs };
  const { lfn, copytool } = record;
  const file = { kind: 'transfer', lfn, ...(copytool === undefined ? {} : { copytool }), endedAt, durationMs } as const;
  if (record.msg === 'transfer failed') return { ...file, error: { code: record.code, reason: redact(record.reason) } };
  const { mode, sizeBytes, verification } = record;
  return { ...file, direction: record.msg === 'stored' ? 'stage-out' : 'stage-in', mode, sizeBytes, verification };
}
