import { Command } from 'commander';
import { readConfig } from '../config/config.ts';
import type { ProgramDeps } from '../program-deps.ts';
import { usualServer } from '../queue/queue-settings.ts';
import { sourcesOf, withSettings } from './settings-options.ts';

/** `panda-pilot doctor`. */
export function doctorCommand(deps: ProgramDeps): Command {
  const command = withSettings(new Command('doctor'), {
    line: 'Look whether a pilot with these settings can work on this node, and say what is to be done, and by whom.',
    paragraph:
      'Takes the settings of run, looks at everything at once, and needs less than five seconds. Nothing is left behind, no job is asked for, and nothing is written to a storage without --write.',
    examples: [
      ['is this node fit?', 'panda-pilot doctor'],
      ['and for this server and queue?', 'panda-pilot doctor --url https://panda.example.org:25443 -q MY_QUEUE'],
      [
        'does the storage take files, too?',
        'panda-pilot doctor --url https://panda.example.org:25443 -q MY_QUEUE --write',
      ],
      ['only these', 'panda-pilot doctor clock server credential --url https://panda.example.org:25443 -q MY_QUEUE'],
      ['for a machine', 'panda-pilot doctor --url https://panda.example.org:25443 -q MY_QUEUE --json'],
    ],
    exitCodes: true,
  });
  return command
    .argument('[checks...]', 'only these (default: all that --list has)')
    .option('--list', 'every check, and what it looks at')
    .option('--write', 'store 1 kB with every copytool, and remove it again')
    .option('--json', 'what was found, as JSON')
    .action(async (only: string[], flags: Record<string, unknown>) => {
      const { doctor, listChecks } = await import('../commands/doctor.ts');
      const json = flags['json'] === true;
      if (flags['list'] === true) return deps.setExitCode(listChecks(json, deps.facts.streams));
      const { settings, origins } = readConfig({ ...sourcesOf(flags, deps), defaults: standIns });
      deps.useExitCodes(settings.exitCodes);
      const absent = needed.filter((name) => origins[name] === 'default');
      deps.setExitCode(await doctor(settings, { only, write: flags['write'] === true, json, absent }, deps.facts));
    });
}

const needed = ['url', 'queue'] as const;

/** What is looked at without them is looked at all the same; nothing else is told of these. */
const standIns = { ...usualServer, queue: 'none' };
