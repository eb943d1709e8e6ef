import { Command } from 'commander';
import { withHelp } from './help.ts';

/** `main` has taken this word before commander sees it; here is its help line. */
export function runJobCommand(): Command {
  return withHelp(new Command('run-job'), {
    line: 'Run the one job that a directory describes, as the agent does.',
    paragraph: '',
    examples: [['finish a job that a crash has interrupted', 'panda-pilot run-job --dir PandaJob_4711']],
  });
}
