import { Command } from 'commander';
import type { ProgramDeps } from '../program-deps.ts';
import { withHelp } from './help.ts';

/** `panda-pilot explain`. */
export function explainCommand(deps: ProgramDeps): Command {
  const command = new Command('explain')
    .argument('<error>', 'code or name, as a log, a monitor or an older pilot writes it')
    .option('--json', 'as JSON');
  withHelp(command, {
    line: 'Say what an error means, what to do, and whose it is.',
    paragraph: '',
    examples: [
      ['by number', 'panda-pilot explain 1099'],
      ['by name', 'panda-pilot explain STAGE_IN_FAILED'],
    ],
  });
  return command.action(async (word: string, options: { json?: boolean }) => {
    const { explain } = await import('../commands/explain.ts');
    deps.setExitCode(explain(word, options, deps.facts.streams));
  });
}
