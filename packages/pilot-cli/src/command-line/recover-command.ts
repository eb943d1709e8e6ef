import { Command } from 'commander';
import type { ProgramDeps } from '../program-deps.ts';
import { settingsOf, withSettings } from './settings-options.ts';

/** `panda-pilot recover`. */
export function recoverCommand(deps: ProgramDeps): Command {
  const command = withSettings(new Command('recover').option('--json', 'what became of the jobs, as JSON'), {
    line: 'Finish the jobs that dead pilots have left below the work directory, and ask for none.',
    paragraph:
      'What is done is not repeated: inputs that are there, a payload that has ended, outputs that are stored.',
    examples: [
      ['after a crash', 'panda-pilot recover --url https://panda.example.org:25443 -q MY_QUEUE --workdir /scratch'],
    ],
    exitCodes: true,
  });
  return command.action(async (flags: Record<string, unknown>) => {
    const { recover } = await import('../commands/recover.ts');
    const facts = { ...deps.facts, json: flags['json'] === true };
    deps.setExitCode(await recover(settingsOf(flags, deps), facts, deps.wishes));
  });
}
