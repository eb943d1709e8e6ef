import { parseToolOptions, type ToolOptions } from '@panda-pilot/movers-core';

/** Files whose path contains `path` are served by the pools of class `name`. */
export interface ServiceClass {
  readonly path: string;
  readonly name: string;
}

/** What a site may say of a storage that speaks RFIO, or did. */
export interface CastorOptions extends ToolOptions {
  /** The server that took CASTOR's place, `root://eosctaatlas.cern.ch`: everything goes there by xroot. */
  readonly xroot?: string;
  /** For `rfcpsvcclass`: the stager that knows the classes. */
  readonly stager?: string;
  /** For `rfcpsvcclass`: the first that fits decides. */
  readonly serviceClasses: readonly ServiceClass[];
  /** For `rfcpsvcclass`: classes that are asked, in this order, for a file that none of them fits; the last is taken unasked. */
  readonly otherClasses: readonly string[];
}

/** Reads the settings of copytool `name`; what is left out has its default. Throws a TypeError that names the setting. */
export function parseOptions(name: string, raw: unknown): CastorOptions {
  const settings: Readonly<Record<string, unknown>> = { ...Object(raw) };
  const { xroot, stager, serviceClasses = [], otherClasses = [] } = settings;
  const require = (setting: string, holds: boolean, wanted: string): void => {
    if (holds) return;
    throw new TypeError(`copytool ${name}: ${setting} is ${JSON.stringify(settings[setting])}, it must be ${wanted}`);
  };
  const isXroot = typeof xroot === 'string' && /^x?roots?:\/\/[^/?#]+\/?$/.test(xroot);
  require('xroot', xroot === undefined || isXroot, 'a server, like root://host:1094');
  require('stager', stager === undefined || isWord(stager), 'the name of a host');
  const names = listOf(otherClasses, isWord);
  require('otherClasses', names !== undefined, 'a list of class names');
  const pairs = listOf(serviceClasses, isServiceClass);
  require('serviceClasses', pairs !== undefined, 'a list of {path, name}');
  return {
    ...parseToolOptions(name, raw),
    ...(isXroot ? { xroot: xroot.replace(/\/$/, '') } : {}),
    ...(isWord(stager) ? { stager } : {}),
    serviceClasses: pairs ?? [],
    otherClasses: names ?? [],
  };
}

/** The list, when each of its items is one of those. */
function listOf<Item>(value: unknown, is: (item: unknown) => item is Item): readonly Item[] | undefined {
  return Array.isArray(value) && value.every(is) ? value : undefined;
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^\w[\w.-]*$/.test(value);
}

function isServiceClass(value: unknown): value is ServiceClass {
  const { path, name }: Readonly<Record<string, unknown>> = { ...Object(value) };
  return typeof path === 'string' && path !== '' && isWord(name);
}
