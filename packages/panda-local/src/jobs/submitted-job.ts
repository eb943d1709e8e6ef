import { z } from 'zod';

const listItem = z
  .string()
  .min(1)
  .regex(/^[^,\s]+$/, 'holds a comma or a blank, which separate the items of a wire list');

const inputSchema = z.strictObject({
  lfn: listItem,
  scope: listItem,
  sizeBytes: z.int().nonnegative(),
  checksum: z
    .string()
    .regex(/^(?:ad:[0-9a-f]{8}|(?:md5:)?[0-9a-f]{32}|NULL)$/, 'is none of ad:<8 hex>, md5:<32 hex>, <32 hex>, NULL'),
  guid: listItem.optional(),
  dataset: listItem.optional(),
  endpoint: listItem.optional(),
});

const outputSchema = z.strictObject({
  lfn: listItem,
  scope: listItem,
  dataset: listItem.optional(),
  endpoint: listItem.optional(),
  token: listItem.optional(),
  /** The payload may leave it out. */
  optional: z.boolean().optional(),
});

const logSchema = z.strictObject({
  lfn: listItem,
  scope: listItem,
  guid: listItem.optional(),
  dataset: listItem.optional(),
  endpoint: listItem.optional(),
  token: listItem.optional(),
});

/** A job as a person writes it. Keys that are left out are unset; `raw` overrides any key of the wire. */
const submittedJobSchema = z
  .strictObject({
    queue: z.string().min(1),
    label: z.string().min(1).optional(),
    name: z.string().min(1).optional(),
    transformation: z.string().min(1),
    parameters: z.string().optional(),
    inputs: z.array(inputSchema).optional(),
    outputs: z.array(outputSchema).optional(),
    log: logSchema.optional(),
    cores: z.int().positive().optional(),
    memoryMb: z.int().nonnegative().optional(),
    diskMb: z.int().nonnegative().optional(),
    wallSeconds: z.int().nonnegative().optional(),
    priority: z.int().optional(),
    owner: z.string().min(1).optional(),
    /** How many event ranges the job may ask for. */
    eventRanges: z.int().nonnegative().optional(),
    raw: z.record(z.string(), z.json()).optional(),
  })
  .superRefine((job, context) => {
    const seen = new Set<string>();
    for (const { lfn } of [...(job.outputs ?? []), ...(job.log === undefined ? [] : [job.log])]) {
      if (seen.has(lfn)) context.addIssue({ code: 'custom', path: ['outputs'], message: `names ${lfn} twice` });
      seen.add(lfn);
    }
  });

/** The schema's input: what `submit` takes and a job file holds. */
export type SubmittedJob = z.input<typeof submittedJobSchema>;

/** Reads a job description. Throws one Error that names every mistake with its path. */
export function parseSubmittedJob(raw: unknown): SubmittedJob {
  const parsed = submittedJobSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'job'}: ${message}`);
  throw new Error(`job description refused: ${mistakes.join('; ')}`);
}
