import type { PythonDict } from '../python/python-json.ts';
import { type ClassicEndpoint, classicEndpoints, type ClassicMethodName } from './endpoints.ts';

/**
 * Throws what Python throws when a method is called with keywords that it does not have, or without those that it
 * needs: the server answers 500 with the sentence.
 */
export function bindArguments(method: ClassicMethodName, given: PythonDict): void {
  const { required, optional, open }: ClassicEndpoint = classicEndpoints[method];
  const known = new Set([...required, ...optional]);
  const unknown = open === true ? undefined : Object.keys(given).find((name) => !known.has(name));
  if (unknown !== undefined) throw new TypeError(`${method}() got an unexpected keyword argument '${unknown}'`);
  const missing = required.filter((name) => given[name] === undefined);
  if (missing.length === 0) return;
  const plural = missing.length === 1 ? '' : 's';
  throw new TypeError(
    `${method}() missing ${missing.length} required positional argument${plural}: ${listed(missing)}`,
  );
}

function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  if (quoted.length < 3) return quoted.join(' and ');
  return `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}`;
}
