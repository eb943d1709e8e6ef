import type { z } from 'zod';

/** What `kind` reads; throws its complaints. */
export function read<T>(kind: z.ZodType<T>, value: unknown): T {
  const result = kind.safeParse(value);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map(({ path, message }) => [...path.map(String), message].join(' ')).join('; '));
}
