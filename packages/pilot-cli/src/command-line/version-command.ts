import { Command } from 'commander';
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
    facts.streams.stdout.write(
      `${json === true ? JSON.stringify({ type: 'version', ...about }, null, 2) : versionLine(about)}\n`,
    );
  });
}
