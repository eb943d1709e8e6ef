import { Command } from 'commander';
import { printJson } from '../answers/print-json.ts';
import type { ProgramDeps } from '../program-deps.ts';
import { versionFacts, versionLine } from '../version.ts';
import { withHelp } from './help.ts';

/** `panda-pilot version`. */
export function versionCommand({ facts }: ProgramDeps): Command {
  const command = new Command('version').option('--json', 'as JSON');
  withHelp(command, {
    line: 'Tell version, commit, Node and movers.',
    paragraph: '',
    examples: [['for a program that reads it', 'panda-pilot version --json']],
  });
  return command.action(({ json }: { json?: boolean }) => {
    const about = versionFacts();
    if (json === true) printJson(facts.streams, { type: 'version', ...about });
    else facts.streams.stdout.write(`${versionLine(about)}\n`);
  });
}
