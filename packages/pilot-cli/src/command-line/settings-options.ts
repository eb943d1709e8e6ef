import { type Command, Option } from 'commander';
import { readConfig } from '../config/config.ts';
import { type Settings, settingRows } from '../config/settings.ts';
import type { ProgramDeps } from '../program-deps.ts';
import { type HelpText, withHelp } from './help.ts';

/** Adds an option for every setting, below the headings of their table. */
export function withSettings(command: Command, text: HelpText): Command {
  const groups: Record<string, Option[]> = {};
  for (const { flag, env, help, group } of settingRows) {
    const option = new Option(flag, `${help} (${env})`);
    command.addOption(option);
    if (group !== undefined) (groups[group] ??= []).push(option);
  }
  command.option('--config <file>', 'JSON file with settings (PANDA_PILOT_CONFIG)');
  return withHelp(command, { ...text, groups });
}

/** The one checked record of settings; from here on, what fails ends with the exit codes that it asks for. */
export function settingsOf(flags: Record<string, unknown>, { facts, useExitCodes }: ProgramDeps): Settings {
  const named = flags['config'];
  const file = typeof named === 'string' ? named : facts.env['PANDA_PILOT_CONFIG'];
  const { settings } = readConfig({ flags, env: facts.env, file });
  useExitCodes(settings.exitCodes);
  return settings;
}
