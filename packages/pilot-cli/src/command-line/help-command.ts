import { Command } from 'commander';
import { didYouMean } from '../config/did-you-mean.ts';
import { withHelp } from './help.ts';
import { usageError } from './usage-error.ts';

/** `help` of `parent`, which knows when there is no such command; commander's own prints all help then. */
export function helpCommand(parent: Command, path: string): Command {
  const command = new Command('help').argument('[command...]', 'whose help; without one, of all of them');
  withHelp(command, {
    line: 'Show the help of a command.',
    paragraph: '',
    examples: [['the same as --help', `${path} help ${parent.commands[0]?.name() ?? ''}`]],
  });
  return command.action((words: readonly string[]) => commandAt(words, parent, path).outputHelp());
}

function commandAt([word, ...rest]: readonly string[], parent: Command, path: string): Command {
  if (word === undefined) return parent;
  const found = parent.commands.find((one) => one.name() === word);
  if (found !== undefined) return commandAt(rest, found, `${path} ${word}`);
  const meant = didYouMean(
    word,
    parent.commands.map((one) => one.name()),
  );
  throw usageError(`unknown command '${word}'${meant === undefined ? '' : `\n(Did you mean ${meant}?)`}`, path);
}
