import { Command } from 'commander';
import type { ProgramDeps } from '../program-deps.ts';
import { withHelp } from './help.ts';
import { sourcesOf, withSettings } from './settings-options.ts';

/** `panda-pilot config`. */
export function configCommand(deps: ProgramDeps): Command {
  const config = withHelp(new Command('config'), {
    line: 'Show what this pilot would be run with.',
    paragraph: '',
    examples: [['every setting, and where it comes from', 'panda-pilot config show']],
  });
  const show = withSettings(new Command('show').option('--json', 'as JSON'), {
    line: 'Show the value and the origin of every setting: flag, environment, file or default.',
    paragraph:
      'Takes the options of panda-pilot run. Nothing is read but them, the environment and the file of settings.',
    examples: [
      ['what the environment and a file come to', 'panda-pilot config show --config pilot.json'],
      ['for a script', 'panda-pilot config show --json'],
    ],
    exitCodes: true,
  });
  show.action(async (flags: Record<string, unknown>) => {
    const { configShow } = await import('../commands/config-show.ts');
    deps.setExitCode(configShow(sourcesOf(flags, deps), { json: flags['json'] === true }, deps.facts.streams));
  });
  return config.addCommand(show);
}
