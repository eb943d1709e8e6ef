import { z } from 'zod';
import { text } from './field-kinds.ts';
import { recordOf } from './read-fields.ts';
import { optional } from './wire-field.ts';

/** A compute element of the queue (`queues`): what a factory submits to. */
export interface ComputeElement {
  readonly endpoint?: string;
  readonly flavour?: string;
  readonly state?: string;
  /** What else stands in the entry, as it came. */
  readonly other: Readonly<Record<string, unknown>>;
}

export const computeElements: z.ZodType<readonly ComputeElement[]> = z.array(
  recordOf(
    z.object({
      endpoint: optional(text, 'ce_endpoint'),
      flavour: optional(text, 'ce_flavour'),
      state: optional(text, 'ce_state'),
    }),
  ),
  'is not a list',
);
