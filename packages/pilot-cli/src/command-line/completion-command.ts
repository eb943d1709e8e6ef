import { Argument, Command } from 'commander';
import type { ProgramDeps } from '../program-deps.ts';
import { withHelp } from './help.ts';

/** `panda-pilot completion`. */
export function completionCommand(deps: ProgramDeps): Command {
  const command = new Command('completion').addArgument(
    new Argument('<shell>', 'whose script').choices(['bash', 'zsh']),
  );
  withHelp(command, {
    line: 'Print the script by which a shell completes commands, options and their values.',
    paragraph: 'It is made from the very commands that this version has; print it again after an update.',
    examples: [
      ['in the bash that runs', 'source <(panda-pilot completion bash)'],
      [
        'for every bash from here on',
        'panda-pilot completion bash > ~/.local/share/bash-completion/completions/panda-pilot',
      ],
      ['for every zsh, in a directory of its fpath', 'panda-pilot completion zsh > ~/.zfunc/_panda-pilot'],
    ],
  });
  return command.action(async (shell: 'bash' | 'zsh') => {
    const { completion } = await import('../commands/completion.ts');
    const program = command.parent;
    if (program !== null) deps.facts.streams.stdout.write(completion(shell, program));
  });
}
