import type { ChecksumAlgorithm } from '@panda-pilot/core';
import { parseToolOptions, type ToolOptions } from '@panda-pilot/movers-core';
import { parseTemplate, type Template } from './template.ts';

/** A site's own commands: an entry of the queue's `copytools`. */
export interface SiteOptions extends ToolOptions {
  readonly get: Template;
  readonly put: Template;
  /** Prints the bytes of a file. */
  readonly stat?: Template;
  readonly remove?: Template;
  /** Print the checksum of a file. */
  readonly sums: Readonly<Partial<Record<ChecksumAlgorithm, Template>>>;
  /** The commands compare what they moved with the size and checksum that they are given. */
  readonly verifies: boolean;
  /** `put` replaces what is there. */
  readonly overwrites: boolean;
}

/** What a copytool is, where the site says nothing else. */
export type Preset = Partial<Pick<SiteOptions, 'get' | 'put' | 'verifies'>>;

/** Reads the settings of copytool `name`. Throws a TypeError that names the setting. */
export function parseSiteOptions(name: string, raw: unknown, preset: Preset): SiteOptions {
  const settings = isRecord(raw) ? raw : {};
  const template = (setting: string, fallback?: Template): Template | undefined => {
    const given = settings[setting];
    return given === undefined ? fallback : parseTemplate(given, `copytool ${name}: ${setting}`);
  };
  const flag = (setting: string, fallback: boolean): boolean => {
    const given = settings[setting] ?? fallback;
    if (typeof given === 'boolean') return given;
    throw new TypeError(`copytool ${name}: ${setting} is ${JSON.stringify(given)}, it must be true or false`);
  };
  const [get, put] = [template('get', preset.get), template('put', preset.put)];
  if (get === undefined || put === undefined) {
    throw new TypeError(`copytool ${name}: the queue must say with which commands: get and put, lists of words`);
  }
  const [stat, remove] = [template('stat'), template('remove')];
  const common = parseToolOptions(name, { ...settings, checksums: undefined });
  const sums = Object.fromEntries(
    checksumKinds.flatMap((kind) => {
      const found = template(kind);
      return found === undefined ? [] : [[kind, found]];
    }),
  );
  return {
    ...common,
    checksums: checksumKinds.filter((kind) => kind in sums),
    get,
    put,
    ...(stat === undefined ? {} : { stat }),
    ...(remove === undefined ? {} : { remove }),
    sums,
    verifies: flag('verifies', preset.verifies ?? false),
    overwrites: flag('overwrites', false),
  };
}

const checksumKinds: readonly ChecksumAlgorithm[] = ['adler32', 'md5', 'crc32c'];

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
