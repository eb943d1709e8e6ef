import { z } from 'zod';

/** A PilotError as its `toJSON` writes it: in the journal, the report, and on the channel. */
export const pilotErrorSchema = z.object({
  type: z.literal('error'),
  code: z.number().int(),
  name: z.string(),
  message: z.string(),
  hint: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/** A PilotError as it was read. */
export type PilotErrorRecord = z.infer<typeof pilotErrorSchema>;
