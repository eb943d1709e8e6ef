import type { ChecksumAlgorithm, PrefixPair } from '@panda-pilot/core';

/** What a site may say of a storage and the programs that reach it: an entry of the queue's `copytools`, and what stands beside it. */
export interface ToolOptions {
  /** Absolute path of a script to source before the programs are called. */
  readonly setup?: string;
  /** Shell text that does the same at sites which have no such script (`envsetup`). */
  readonly environmentSetup?: string;
  /** Added to the programs' environment; wins over everything else there. */
  readonly environment: Readonly<Record<string, string>>;
  /** How SURLs of outputs become URLs (`copyprefix`). */
  readonly copyPrefix: readonly PrefixPair[];
  /** The same for inputs (`copyprefixin`). */
  readonly copyPrefixIn: readonly PrefixPair[];
  /** What the storage can be asked for, best first; empty: it has no checksums. */
  readonly checksums: readonly ChecksumAlgorithm[];
  /** Files that one process moves at once, where the program can. */
  readonly parallel: number;
}

/**
 * Reads the settings that tool-driven copytools have in common; what is left out has its default, what is not known is left
 * to the mover. Throws a TypeError that names copytool `name` and the setting.
 */
export function parseToolOptions(name: string, raw: unknown): ToolOptions {
  const settings = isRecord(raw) ? raw : {};
  const wrong = (setting: string, wanted: string): TypeError =>
    new TypeError(`copytool ${name}: ${setting} is ${JSON.stringify(settings[setting])}, it must be ${wanted}`);
  const { setup, environmentSetup, environment = {}, checksums = ['adler32', 'md5'], parallel = 4 } = settings;
  const { copyPrefix = [], copyPrefixIn = copyPrefix } = settings;
  if (!isSetup(setup)) throw wrong('setup', 'the absolute path of a script');
  if (!isSide(environmentSetup)) throw wrong('environmentSetup', 'a text for a shell');
  if (!isEnvironment(environment)) throw wrong('environment', 'an object of texts');
  if (!Array.isArray(checksums) || !checksums.every(isAlgorithm)) {
    throw wrong('checksums', `a list of ${algorithms.join(', ')}`);
  }
  if (!isParallel(parallel)) throw wrong('parallel', 'a whole number from 1 to 128');
  if (!isPrefixes(copyPrefix)) throw wrong('copyPrefix', 'a list of pairs {from, to}');
  if (!isPrefixes(copyPrefixIn)) throw wrong('copyPrefixIn', 'a list of pairs {from, to}');
  const prepared = setupOf({ setup, environmentSetup });
  return { ...prepared, environment, copyPrefix, copyPrefixIn, checksums, parallel };
}

/** How the environment of programs is prepared: by the script, else by the text, else not at all. */
export function setupOf({ setup, environmentSetup }: WantedSetup): Pick<ToolOptions, 'setup' | 'environmentSetup'> {
  if (setup !== undefined) return { setup };
  return environmentSetup === undefined ? {} : { environmentSetup };
}

interface WantedSetup {
  readonly setup?: string | undefined;
  readonly environmentSetup?: string | undefined;
}

const algorithms: readonly ChecksumAlgorithm[] = ['adler32', 'md5', 'crc32c'];

function isSetup(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === 'string' && value.startsWith('/'));
}

function isEnvironment(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((one) => typeof one === 'string');
}

function isAlgorithm(value: unknown): value is ChecksumAlgorithm {
  return algorithms.some((algorithm) => algorithm === value);
}

/** As many as the program that takes most (xrdcp 5.5.3, `--parallel`). */
function isParallel(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 128;
}

function isPrefixes(value: unknown): value is readonly PrefixPair[] {
  return Array.isArray(value) && value.every((pair) => isRecord(pair) && isSide(pair['from']) && isSide(pair['to']));
}

function isSide(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
