import type { z } from 'zod';

/** The value that a setting has when nobody sets it, as it would be typed; undefined when there is none. Pure. */
export function defaultOf(schema: z.ZodType): string | undefined {
  const { success, data } = schema.safeParse(undefined);
  if (!success || data === undefined || data === null || data === '') return undefined;
  if (typeof data !== 'object') return String(data);
  const parts = Array.isArray(data) ? data : Object.entries(data).map(([key, value]) => `${key}=${String(value)}`);
  return parts.length === 0 ? undefined : parts.join(',');
}
