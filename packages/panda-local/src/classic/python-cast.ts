import { PythonFloat, pythonType, type PythonValue } from '../python/python-json.ts';
import { pythonRepr } from '../python/python-repr.ts';

/** Python's `int(value)`. Throws in Python's words. */
export function pythonInt(value: PythonValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof PythonFloat) return Math.trunc(value.value);
  if (typeof value === 'string') {
    if (/^\s*[-+]?\d+\s*$/.test(value)) return Number(value);
    throw new Error(`invalid literal for int() with base 10: ${pythonRepr(value)}`);
  }
  throw new TypeError(
    `int() argument must be a string, a bytes-like object or a real number, not '${pythonType(value)}'`,
  );
}

/** Python's `float(value)`. Throws in Python's words. */
export function pythonFloat(value: PythonValue): number {
  if (typeof value !== 'string') return value instanceof PythonFloat ? value.value : pythonInt(value);
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(number)) throw new Error(`could not convert string to float: ${pythonRepr(value)}`);
  return number;
}

/** `int(value)`, or undefined where that throws. */
export function intIfPossible(value: PythonValue): number | undefined {
  try {
    return pythonInt(value);
  } catch {
    return undefined; // the methods that ask so go on without the value
  }
}

/** Python's `value[:width]`, which a number does not have. */
export function sliced(value: PythonValue, width: number): string {
  if (typeof value !== 'string') throw new TypeError(`'${pythonType(value)}' object is not subscriptable`);
  return Array.from(value).slice(0, width).join('');
}
