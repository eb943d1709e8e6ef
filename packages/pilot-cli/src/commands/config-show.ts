import { redact } from '@panda-pilot/core';
import type { Answers } from '../answers/answer.ts';
import { printJson } from '../answers/print-json.ts';
import { type ConfigSources, type ConfiguredSetting, inspectConfig } from '../config/config.ts';
import { asTyped } from '../config/default-of.ts';
import { ConfigError } from '../config/config-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { printError } from '../print-error.ts';
import { renderTable } from '../render-table.ts';
import type { Streams } from '../streams.ts';

/** `panda-pilot config show`: every setting with its value and origin, also when some are wrong. Resolves with the exit code. */
export function configShow(sources: ConfigSources, { json }: { readonly json: boolean }, streams: Streams): number {
  const { settings, mistakes } = inspectConfig(sources);
  if (json) printJson(streams, { type: 'config', settings: byName(settings), mistakes });
  else {
    const header = ['setting', 'flag', 'variable', 'origin', 'value'];
    streams.stdout.write(renderTable([header, ...settings.map(row)], streams.stdout.columns, ['variable', 'flag']));
    if (mistakes.length > 0) printError(streams, new ConfigError(mistakes));
  }
  return mistakes.length === 0 ? exitCodes.done : exitCodes.usage;
}

function byName(settings: readonly ConfiguredSetting[]): Answers['config']['settings'] {
  const all = settings.map(({ name, value, ...rest }) => [
    name,
    { value: typeof value === 'string' ? redact(value) : (value ?? null), ...rest },
  ]);
  return Object.fromEntries(all);
}

function row({ name, value, origin, flag, env, mistake }: ConfiguredSetting): readonly string[] {
  const long = /--[\w-]+/.exec(flag)?.[0] ?? flag;
  if (value === undefined && mistake !== undefined) return [name, long, env, origin, '- (needed)'];
  const shown = redact(asTyped(value) ?? '-');
  return [name, long, env, origin, mistake === undefined ? shown : `${shown} (wrong)`];
}
