import type { Logger } from '@panda-pilot/core';
import type { WireRecord } from './wire-value.ts';

/**
 * Arguments that the server's release does not know, learnt from its refusals. Methods get arguments with the years,
 * and refuse a call with one that they do not have before they do anything: such a call is sent again without it, and
 * later ones go without it from the start.
 */
export class UnknownArguments {
  readonly #logger: Logger;
  readonly #names = new Map<string, Set<string>>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** The arguments of `method` that the server may know, in the records of a list too. */
  without(method: string, given: WireRecord): WireRecord {
    const names = this.#names.get(method);
    return names === undefined ? given : withoutNames(given, names);
  }

  /** Whether `refusal` names an argument of `given`; it is left out from here on. */
  learn(method: string, given: WireRecord, refusal: string): boolean {
    const name = /got an unexpected keyword argument '(\w+)'/.exec(refusal)?.[1];
    const known = this.without(method, given);
    if (name === undefined || !has(known, name)) return false;
    this.#logger.warn({ method, argument: name }, 'argument left out: this release of the server does not know it');
    this.#names.set(method, new Set([...(this.#names.get(method) ?? []), name]));
    return true;
  }
}

function withoutNames(given: WireRecord, names: ReadonlySet<string>): WireRecord {
  const kept = Object.entries(given).filter(([name]) => !names.has(name));
  return Object.fromEntries(
    kept.map(([name, value]) => [name, isList(value) ? value.map((each) => withoutNames(each, names)) : value]),
  );
}

function has(given: WireRecord, name: string): boolean {
  const own = given[name] !== undefined;
  return own || Object.values(given).some((value) => isList(value) && value.some((each) => has(each, name)));
}

function isList(value: WireRecord[string]): value is readonly WireRecord[] {
  return Array.isArray(value);
}
