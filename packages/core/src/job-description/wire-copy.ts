import type { JsonValue, WireJob } from '../wire-job.ts';
import { deepest, isJson } from './json.ts';
import type { Problems } from './problems.ts';

/** A frozen copy of the job dictionary, to its depths. What is not JSON, or nested too deep, is a problem and left out. */
export function copyWire(wire: object, problems: Problems): WireJob {
  const entries: [string, JsonValue][] = [];
  for (const [field, value] of Object.entries(wire)) {
    if (value === undefined) continue;
    if (isJson(value)) entries.push([field, frozenCopy(value)]);
    else problems.add('CONVERSION_FAILURE', field, `not JSON, or nested more than ${deepest} levels deep`);
  }
  return Object.freeze(Object.fromEntries(entries));
}

/** `Object.fromEntries` makes an own property of every key, of `__proto__` too. */
function frozenCopy(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy));
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, frozenCopy(inner)])));
}
