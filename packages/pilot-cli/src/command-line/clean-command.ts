import { resolve } from 'node:path';
import { Command } from 'commander';
import type { ProgramDeps } from '../program-deps.ts';
import { withHelp } from './help.ts';

/** `panda-pilot clean`. */
export function cleanCommand(deps: ProgramDeps): Command {
  const command = new Command('clean')
    .option('--workdir <dir>', 'where pilots have run (default: the current directory)')
    .option('--dry-run', 'say what would be removed, and remove nothing')
    .option('--json', 'as JSON');
  withHelp(command, {
    line: 'Remove what dead pilots have left and nobody is owed.',
    paragraph:
      'Asks no server. What is alive, of another host, or owed to a server stays: panda-pilot recover finishes the last. What transfers by hand that were killed have left among the temporary files goes, too.',
    examples: [['see first what would go', 'panda-pilot clean --workdir /scratch --dry-run']],
  });
  return command.action(async (given: { workdir?: string; dryRun?: boolean; json?: boolean }) => {
    const { clean } = await import('../commands/clean.ts');
    const { cwd, streams } = deps.facts;
    const options = {
      workdir: resolve(cwd, given.workdir ?? '.'),
      dryRun: given.dryRun === true,
      json: given.json === true,
    };
    deps.setExitCode(await clean(options, streams));
  });
}
