import { plainValue, type PythonDict, type PythonValue } from '../python/python-json.ts';
import { pythonRepr } from '../python/python-repr.ts';

/** An argument as text, as Python's `str()` gives it; null for None and for what was not sent. */
export function textIn(given: PythonDict, name: string): string | null {
  return present(given[name], pythonStr) ?? null;
}

/** Python's `str(value)`. */
export function pythonStr(value: PythonValue): string {
  return typeof value === 'string' ? value : pythonRepr(plainValue(value));
}

/** What `read` makes of a value, unless it is None or was not sent. */
export function present<From, To>(value: From | null | undefined, read: (value: From) => To): To | undefined {
  return value === null || value === undefined ? undefined : read(value);
}
