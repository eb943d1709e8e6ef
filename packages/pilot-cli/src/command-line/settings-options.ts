import { type Command, Option } from 'commander';
import { type ConfigSources, readConfig } from '../config/config.ts';
import { type SettingName, type Settings, settingEntries } from '../config/settings.ts';
import type { Setting } from '../config/setting.ts';
import { defaultOf } from '../config/default-of.ts';
import type { ProgramDeps } from '../program-deps.ts';
import { type HelpText, withHelp } from './help.ts';

/** Adds an option for every setting, or for those of `names`, below the headings of their table, which come after those of `text`. */
export function withSettings(command: Command, text: HelpText, names?: readonly SettingName[]): Command {
  const wanted: ReadonlySet<string> | undefined = names === undefined ? undefined : new Set(names);
  const groups: Record<string, Option[]> = Object.fromEntries(
    Object.entries(text.groups ?? {}).map(([heading, options]) => [heading, [...options]]),
  );
  for (const [name, { flag, env, help, group, schema }] of settingEntries) {
    if (wanted?.has(name) === false) continue;
    const option = new Option(flag, `${help}${defaultIn({ flag, help, schema })} (${env})`);
    command.addOption(option);
    if (group !== undefined) (groups[group] ??= []).push(option);
  }
  command.option('--config <file>', 'JSON file with settings (PANDA_PILOT_CONFIG)');
  return withHelp(command, { ...text, groups });
}

/** Where the words do not tell it; what no line has room for stands in docs/settings.md alone. */
function defaultIn({ flag, help, schema }: Pick<Setting<unknown>, 'flag' | 'help' | 'schema'>): string {
  const standard = defaultOf(schema);
  const isTold = !flag.includes('<') || standard === undefined || standard.length > 40 || /\(default:/.test(help);
  return isTold ? '' : ` (default: ${standard})`;
}

/** The one checked record of settings; from here on, what fails ends with the exit codes that it asks for. */
export function settingsOf(flags: Record<string, unknown>, deps: ProgramDeps): Settings {
  const { settings } = readConfig(sourcesOf(flags, deps));
  deps.useExitCodes(settings.exitCodes);
  return settings;
}

/** Where settings come from: what commander has read, the environment, and the file that one of them names. */
export function sourcesOf(flags: Record<string, unknown>, { facts }: ProgramDeps): ConfigSources {
  const named = flags['config'];
  return { flags, env: facts.env, file: typeof named === 'string' ? named : facts.env['PANDA_PILOT_CONFIG'] };
}
