import type { JsonValue } from '../wire-job.ts';

/** No job is nested as deep; a hostile one must not exhaust the stack. */
export const deepest = 32;

/** True for what JSON can say in at most `deepest` levels. */
export function isJson(value: unknown, level = 0): value is JsonValue {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  return level < deepest && Object.values(value).every((inner) => isJson(inner, level + 1));
}

/** True for a JSON object: no list, no text. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isJson(value);
}

/** The JSON object that `text` is; undefined when it is none. */
export function parseJsonObject(text: string): Readonly<Record<string, JsonValue>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
