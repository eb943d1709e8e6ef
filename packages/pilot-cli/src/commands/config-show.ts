import { redact } from '@panda-pilot/core';
import { type ConfigSources, type ConfiguredSetting, inspectConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { printError } from '../print-error.ts';
import { renderTable } from '../render-table.ts';
import type { Streams } from '../streams.ts';

/** `panda-pilot config show`: every setting with its value and origin, also when some are wrong. Resolves with the exit code. */
export function configShow(sources: ConfigSources, { json }: { readonly json: boolean }, streams: Streams): number {
  const { settings, mistakes } = inspectConfig(sources);
  if (json) streams.stdout.write(`${JSON.stringify(asJson(settings, mistakes), null, 2)}\n`);
  else {
    streams.stdout.write(renderTable([['setting', 'value', 'origin', 'flag', 'variable'], ...settings.map(row)]));
    if (mistakes.length > 0) printError(streams, new ConfigError(mistakes));
  }
  return mistakes.length === 0 ? exitCodes.done : exitCodes.usage;
}

function asJson(settings: readonly ConfiguredSetting[], mistakes: readonly string[]): object {
  const all = settings.map(({ name, value, mistake, ...rest }) => [
    name,
    { value: typeof value === 'string' ? redact(value) : (value ?? null), ...rest, ...(mistake && { mistake }) },
  ]);
  return { type: 'config', settings: Object.fromEntries(all), mistakes };
}

function row({ name, value, origin, flag, env, mistake }: ConfiguredSetting): readonly string[] {
  const shown = value === undefined ? '-' : redact(typeof value === 'string' ? value : JSON.stringify(value));
  return [name, mistake === undefined ? shown : `${shown} (wrong)`, origin, /--[\w-]+/.exec(flag)?.[0] ?? flag, env];
}
