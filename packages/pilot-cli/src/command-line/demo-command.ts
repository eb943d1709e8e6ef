import { Command } from 'commander';
import type { ProgramDeps } from '../program-deps.ts';
import { withHelp } from './help.ts';

/** `panda-pilot demo`. */
export function demoCommand(deps: ProgramDeps): Command {
  const command = new Command('demo')
    .option('--directory <dir>', 'where everything is put (default: panda-demo in the current directory)')
    .option('--json', 'the table as JSON');
  withHelp(command, {
    line: 'Let real jobs go through an embedded PanDA server on this machine.',
    paragraph:
      'Writes input files, submits jobs that read them (one fails on purpose), runs a pilot, and shows what became of each.',
    examples: [['everything below /tmp/demo', 'panda-pilot demo --directory /tmp/demo']],
  });
  return command.action(async (options: { directory?: string; json?: boolean }) => {
    const { demo } = await import('../commands/demo.ts');
    deps.setExitCode(await demo(options, deps.facts, deps.wishes.stop));
  });
}
