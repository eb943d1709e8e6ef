import type { z } from 'zod';

/** The value that a setting has when nobody sets it, as it would be typed; undefined when there is none. Pure. */
export function defaultOf(schema: z.ZodType): string | undefined {
  const { success, data } = schema.safeParse(undefined);
  if (!success || data === undefined || data === null || data === '') return undefined;
  const parts =
    typeof data === 'object' && !Array.isArray(data) ? Object.entries(data).map(pair) : [data].flat().map(String);
  return parts.length === 0 ? undefined : parts.join(',');
}

function pair([key, value]: readonly [string, unknown]): string {
  return `${key}=${String(value)}`;
}
