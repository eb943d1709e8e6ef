import { readFileSync } from 'node:fs';
import { PilotError } from '@panda-pilot/core';
import { troubleWith } from '../files/trouble-with.ts';
import { ConfigError } from './config-error.ts';
import { didYouMean } from './did-you-mean.ts';
import { mistakeIn } from './mistake-in.ts';
import type { Setting } from './setting.ts';
import { type SettingName, type Settings, settingEntries, settings } from './settings.ts';

/** Where a value came from: the strongest first. */
export type Origin = 'flag' | 'environment' | 'file' | 'default';

export interface Config {
  readonly settings: Settings;
  readonly origins: Readonly<Record<SettingName, Origin>>;
}

export interface ConfigSources {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** JSON file with the settings' names as keys. */
  readonly file?: string | undefined;
  /** Defaults that go before ours, by the settings' names. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Nothing is asked of the other settings. Default: all of them. */
  readonly names?: readonly SettingName[];
}

/** One setting as the sources have it. */
export interface ConfiguredSetting {
  readonly name: string;
  readonly flag: string;
  readonly env: string;
  readonly origin: Origin;
  /** Checked; of a mistake as it was given. */
  readonly value: unknown;
  /** Why it cannot be used, beginning with where it was set. */
  readonly mistake?: string;
}

/** Every setting, also those with mistakes. */
export interface InspectedConfig {
  readonly settings: readonly ConfiguredSetting[];
  /** Of the settings, and of keys in the file that are none. */
  readonly mistakes: readonly string[];
}

/**
 * Flags before environment before file before defaults, each value checked once. Throws ConfigError, or PilotError for
 * an unreadable file.
 */
export function readConfig(sources: ConfigSources): Config {
  const { settings: all, mistakes } = inspectConfig(sources);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  const values = Object.fromEntries(all.map(({ name, value }) => [name, value]));
  const origins = Object.fromEntries(all.map(({ name, origin }) => [name, origin]));
  // Each value came out of its own schema, which the compiler cannot follow through the table.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { settings: values, origins } as unknown as Config;
}

/** Like `readConfig`, for the settings of these names alone. */
export function readSettings<Name extends SettingName>(
  names: readonly Name[],
  sources: ConfigSources,
): Pick<Settings, Name> {
  return readConfig({ ...sources, names }).settings;
}

/** Like `readConfig`, with the mistakes told instead of thrown. Throws PilotError for an unreadable file. */
export function inspectConfig(sources: ConfigSources): InspectedConfig {
  const file = sources.file === undefined ? {} : readFile(sources.file);
  const unknown = Object.keys(file)
    .filter((key) => !(key in settings))
    .map((key) => `${sources.file}: "${key}" is no setting${suggestion(key)}`);
  const wanted: ReadonlySet<string> = new Set(sources.names ?? settingEntries.map(([name]) => name));
  const all = settingEntries
    .filter(([name]) => wanted.has(name))
    .map(([name, setting]) => configured(name, setting, { ...sources, file }));
  return { settings: all, mistakes: [...unknown, ...all.flatMap(({ mistake }) => mistake ?? [])] };
}

function configured(name: string, { flag, env, schema }: Setting<unknown>, sources: OpenSources): ConfiguredSetting {
  const [origin, given, where] = strongest(name, sources, { flag, env });
  const parsed = schema.safeParse(given, { error: (issue) => mistakeIn(issue, given) });
  if (parsed.success) return { name, flag, env, origin, value: parsed.data };
  const why = given === undefined ? 'is needed' : parsed.error.issues.map(({ message }) => message).join(', ');
  return { name, flag, env, origin, value: given, mistake: `${where}: ${why}` };
}

function suggestion(key: string): string {
  const meant = didYouMean(key, Object.keys(settings));
  return meant === undefined ? '' : ` (did you mean "${meant}"?)`;
}

/** The file's content instead of its name. */
interface OpenSources extends Omit<ConfigSources, 'file'> {
  readonly file: Readonly<Record<string, unknown>>;
}

function strongest(
  name: string,
  sources: OpenSources,
  names: { readonly flag: string; readonly env: string },
): readonly [Origin, unknown, string] {
  const flag = sources.flags[name];
  if (flag !== undefined) return ['flag', flag, names.flag];
  const variable = sources.env[names.env];
  if (variable !== undefined && variable !== '') return ['environment', variable, names.env];
  const key = sources.file[name];
  if (key !== undefined) return ['file', key, `"${name}" in the configuration file`];
  return ['default', sources.defaults?.[name], `${names.flag} (or ${names.env})`];
}

function readFile(path: string): Record<string, unknown> {
  const hint = 'Name a JSON file with settings, or leave --config (PANDA_PILOT_CONFIG) out';
  const text = attempt(
    () => readFileSync(path, 'utf8'),
    (cause) => new PilotError('FILE_HANDLING_FAILURE', `${path} ${troubleWith(cause, 'read')}`, { cause, hint }),
  );
  const content = attempt(
    (): unknown => JSON.parse(text),
    (cause) => new PilotError('FILE_HANDLING_FAILURE', `${path} is no JSON`, { cause, hint }),
  );
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content };
  throw new PilotError('FILE_HANDLING_FAILURE', `${path} holds no JSON object`, { hint });
}

function attempt<T>(act: () => T, failure: (cause: unknown) => PilotError): T {
  try {
    return act();
  } catch (error) {
    throw failure(error);
  }
}
