import { z } from 'zod';

/** One thing that a person or a site may set: named once, from which flag, environment variable, file key and help line follow. */
export interface Setting<T> {
  readonly flag: string;
  /** Heading of the help below which it stands; without one it stands among the others. */
  readonly group?: 'server' | 'credential' | 'payload' | 'work' | 'time' | 'harvester';
  readonly env: string;
  readonly help: string;
  readonly schema: z.ZodType<T>;
}

/** Not empty. */
export const text = z.string().min(1);
/** Also half ones; up to three years. */
export const seconds = z.coerce
  .number()
  .nonnegative()
  .max(10 ** 8);
/** For a person, and for JSON. */
export const yesOrNo = z.union(
  [z.boolean(), z.enum(['true', 'false', '1', '0']).transform((word) => word === 'true' || word === '1')],
  { error: ({ input }) => `"${String(input)}" is neither true nor false` },
);
