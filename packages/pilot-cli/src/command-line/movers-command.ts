import { Command } from 'commander';
import type { ProgramDeps } from '../program-deps.ts';
import { withHelp } from './help.ts';

/** `panda-pilot movers`. */
export function moversCommand(deps: ProgramDeps): Command {
  const movers = withHelp(new Command('movers'), {
    line: 'Show which copytools this pilot knows.',
    paragraph: '',
    examples: [['the support table of this machine', 'panda-pilot movers list']],
  });
  const list = new Command('list').option('--json', 'as JSON');
  withHelp(list, {
    line: 'List every copytool: package, schemes, features, the program found and its version, how it is tested.',
    paragraph: 'Programs are looked for on PATH, and run with the one option that prints their version.',
    examples: [['for a script', 'panda-pilot movers list --json']],
  });
  list.action(async (options: { json?: boolean }) => {
    const { moversList } = await import('../commands/movers-list.ts');
    deps.setExitCode(await moversList(options, deps.facts));
  });
  return movers.addCommand(list.copyInheritedSettings(movers));
}
