import { readFileSync } from 'node:fs';
import { PilotError } from '@panda-pilot/core';
import { type SettingName, type Settings, settings } from './settings.ts';

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
}

/** The fault of a configuration; every mistake is in it, not only the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('; '));
    this.mistakes = mistakes;
  }
}

/** Flags before environment before file before defaults, each value checked once. Throws ConfigError, or PilotError for an unreadable file. */
export function readConfig(sources: ConfigSources): Config {
  const file = sources.file === undefined ? {} : readFile(sources.file);
  const mistakes = Object.keys(file)
    .filter((key) => !(key in settings))
    .map((key) => `${sources.file}: "${key}" is no setting`);
  const values: Record<string, unknown> = {};
  const origins: Record<string, Origin> = {};
  for (const [name, { flag, env, schema }] of Object.entries(settings)) {
    const [origin, value, where] = strongest(name, { ...sources, file }, { flag, env });
    const parsed = schema.safeParse(value);
    origins[name] = origin;
    if (parsed.success) values[name] = parsed.data;
    else
      mistakes.push(
        `${where}: ${value === undefined ? 'is needed' : parsed.error.issues.map(({ message }) => message).join(', ')}`,
      );
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  // Each value came out of its own schema above, which the compiler cannot follow through the loop.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { settings: values, origins } as unknown as Config;
}

function strongest(
  name: string,
  sources: {
    readonly flags: Readonly<Record<string, unknown>>;
    readonly env: ConfigSources['env'];
    readonly file: Readonly<Record<string, unknown>>;
    readonly defaults?: Readonly<Record<string, unknown>>;
  },
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
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content };
    throw new Error('not a JSON object');
  } catch (error) {
    throw new PilotError(
      'FILE_HANDLING_FAILURE',
      `${path}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
