import type { ArgumentsOf, Endpoint, MethodName, Parameter } from './endpoints.ts';
import { endpoints } from './endpoints.ts';
import {
  isList,
  plainValue,
  PythonFloat,
  pythonType,
  type PythonDict,
  type PythonValue,
} from '../python/python-json.ts';

/** The bound arguments, or why they were refused. */
export type CheckedArguments<Method extends MethodName> =
  | { readonly ok: true; readonly values: ArgumentsOf<Method> }
  | { readonly ok: false; readonly kind: 'Argument error' | 'Type error'; readonly message: string };

/**
 * Binds what a client sent to a method's parameters as the server does: missing ones first, then unknown ones, then types.
 * POST values are never converted; GET values are text and cast. A value equal to the default is not checked.
 */
export function checkArguments<Method extends MethodName>(method: Method, given: PythonDict): CheckedArguments<Method> {
  const endpoint: Endpoint = endpoints[method];
  const mismatch = bindingError(endpoint, given);
  if (mismatch !== undefined) return { ok: false, kind: 'Argument error', message: mismatch };
  const values: Record<string, unknown> = endpoint.open === true ? { ...given } : {};
  for (const parameter of endpoint.parameters) {
    const checked = checkValue(parameter, given[parameter.name], endpoint.verb);
    if (checked.error !== undefined) return { ok: false, kind: 'Type error', message: checked.error };
    values[parameter.name] = checked.value;
  }
  if (!isBound(method, values)) throw new Error(`arguments of ${method} are not bound`);
  return { ok: true, values };
}

function isBound<Method extends MethodName>(method: Method, values: object): values is ArgumentsOf<Method> {
  return endpoints[method].parameters.every(({ name }) => name in values);
}

function bindingError(endpoint: Endpoint, given: PythonDict): string | undefined {
  const missing = endpoint.parameters.find(({ name, fallback }) => fallback === undefined && given[name] === undefined);
  if (missing !== undefined) return `missing a required argument: '${missing.name}'`;
  if (endpoint.open === true) return undefined;
  const names = new Set(endpoint.parameters.map(({ name }) => name));
  const unknown = Object.keys(given).find((name) => !names.has(name));
  return unknown === undefined ? undefined : `got an unexpected keyword argument '${unknown}'`;
}

interface CheckedValue {
  readonly value?: unknown;
  readonly error?: string;
}

function checkValue(parameter: Parameter, sent: PythonValue | undefined, verb: Endpoint['verb']): CheckedValue {
  const { fallback = null } = parameter;
  if (sent === undefined) return { value: fallback };
  const value = verb === 'GET' ? cast(parameter, sent) : sent;
  if (value === undefined) {
    return { error: `'${parameter.name}' could not be casted to type ${outerType(parameter, 'List')}.` };
  }
  if (parameter.fallback !== undefined && equalInPython(value, fallback)) return { value: fallback };
  const error = typeError(parameter, value);
  return error === undefined ? { value: settled(parameter, value) } : { error };
}

/** Python holds `True == 1` and `60.0 == 60`. */
function equalInPython(a: PythonValue, b: PythonValue): boolean {
  const number = (value: PythonValue): PythonValue =>
    typeof value === 'boolean' ? Number(value) : value instanceof PythonFloat ? value.value : value;
  return number(a) === number(b);
}

function typeError({ name, type }: Parameter, value: PythonValue): string | undefined {
  if (type === 'any') return undefined;
  if (type === 'list[int]' || type === 'list[str]' || type === 'list[dict]') {
    const item = type.slice('list['.length, -1);
    if (!isList(value)) return `'${name}' must be of type list, got ${pythonType(value)}.`;
    return value.every((entry) => isA(item, entry)) ? undefined : `All elements in '${name}' must be ${item}.`;
  }
  return isA(type, value)
    ? undefined
    : `'${name}' must be of type ${outerType({ name, type })}, got ${pythonType(value)}.`;
}

function isA(type: string, value: PythonValue): boolean {
  const actual = pythonType(value);
  if (type === 'number') return actual === 'int' || actual === 'float' || actual === 'bool';
  return actual === type || (type === 'int' && actual === 'bool');
}

function outerType({ type }: Parameter, list = 'list'): string {
  if (type === 'number') return 'float';
  return type.startsWith('list') ? list : type;
}

/** An int parameter may hold True: from here on it is a 1. Dictionaries of a bulk call are checked one by one later. */
function settled({ type }: Parameter, value: PythonValue): unknown {
  if (type === 'list[dict]') return value;
  if ((type === 'int' || type === 'number') && typeof value === 'boolean') return Number(value);
  return plainValue(value);
}

/** A query's text as the annotated type; undefined where it cannot be. */
function cast({ type }: Parameter, value: PythonValue): PythonValue | undefined {
  const texts = (isList(value) ? value : [value]).filter((item) => typeof item === 'string');
  if (type === 'list[int]') {
    const items = texts.map(castInt);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (type === 'list[str]') return texts;
  const text = texts.at(-1) ?? '';
  if (text === 'None') return null;
  if (type === 'int') return castInt(text);
  if (type === 'float' || type === 'number') return castFloat(text);
  if (type === 'bool') return ['true', '1'].includes(text.toLowerCase());
  return text;
}

function castInt(text: string): number | undefined {
  const float = castFloat(text);
  return float === undefined || !Number.isFinite(float.value) ? undefined : Math.trunc(float.value);
}

function castFloat(text: string): PythonFloat | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(number) ? undefined : new PythonFloat(number);
}
