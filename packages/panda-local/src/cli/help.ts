import type { Command, Help } from 'commander';

/** What the help of a command says beside its options. */
export interface HelpText {
  /** One line; the list of commands shows it too. */
  readonly line: string;
  readonly paragraph: string;
  /** What it does, and the words to type. */
  readonly examples: readonly (readonly [comment: string, words: string])[];
}

const texts = new WeakMap<Command, HelpText>();

/** Gives the command its help: line, paragraph, usage, examples, arguments, options, commands, exit codes. */
export function withHelp(command: Command, text: HelpText): Command {
  texts.set(command, text);
  return command.description(text.line).configureHelp({ formatHelp });
}

function formatHelp(command: Command, helper: Help): string {
  const text = texts.get(command);
  const list = (title: string, items: readonly (readonly [string, string])[]): string[] =>
    items.length === 0
      ? []
      : [`${title}:\n${items.map(([term, what]) => item(command, helper, [term, what])).join('\n')}`];
  const sections = [
    command.description(),
    text?.paragraph ?? '',
    `Usage:\n  ${helper.commandUsage(command)}`,
    `Examples:\n${(text?.examples ?? []).map(([comment, words]) => `  # ${comment}\n  $ ${words}`).join('\n\n')}`,
    ...list(
      'Arguments',
      helper.visibleArguments(command).map((one) => [helper.argumentTerm(one), helper.argumentDescription(one)]),
    ),
    ...list(
      'Options',
      helper.visibleOptions(command).map((one) => [helper.optionTerm(one), helper.optionDescription(one)]),
    ),
    ...list(
      'Commands',
      helper.visibleCommands(command).map((one) => [helper.subcommandTerm(one), one.description()]),
    ),
    'Exit codes:\n  0  done\n  1  failed; the last line on standard error says why\n  2  wrong usage',
  ];
  return `${sections.join('\n\n')}\n`;
}

function item(command: Command, helper: Help, [term, what]: readonly [string, string]): string {
  return helper.formatItem(term, helper.padWidth(command, helper), what, helper);
}
