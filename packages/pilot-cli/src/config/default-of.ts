import type { z } from 'zod';

/** The value that a setting has when nobody sets it, as it would be typed; undefined when there is none. Pure. */
export function defaultOf(schema: z.ZodType): string | undefined {
  const { success, data } = schema.safeParse(undefined);
  return success ? asTyped(data) : undefined;
}

/** A checked value as it would be typed; undefined for none, and for nothing in it. Pure. */
export function asTyped(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const parts =
    typeof value === 'object' && !Array.isArray(value) ? Object.entries(value).map(pair) : [value].flat().map(String);
  return parts.length === 0 ? undefined : parts.join(',');
}

function pair([key, value]: readonly [string, unknown]): string {
  return `${key}=${String(value)}`;
}
