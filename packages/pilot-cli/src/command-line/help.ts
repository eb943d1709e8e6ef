import type { Command, Help, Option } from 'commander';
import { exitCodeTexts } from '../exit-codes.ts';

/** What the help of a command says beside its options. */
export interface HelpText {
  /** One line; the list of commands shows it too. */
  readonly line: string;
  readonly paragraph: string;
  /** Why one would, and the words to type. */
  readonly examples: readonly (readonly [why: string, words: string])[];
  /** Whether the exit code tells more than done, failed and wrong usage. */
  readonly exitCodes?: boolean;
  /** Options by heading, in order; the rest stands last, below OTHER OPTIONS. */
  readonly groups?: Readonly<Record<string, readonly Option[]>>;
}

const texts = new WeakMap<Command, HelpText>();

/** Gives a command its help, in gh's order: line, paragraph, usage, examples, commands, options by group, exit codes. */
export function withHelp(command: Command, text: HelpText): Command {
  texts.set(command, text);
  return command.description(text.line).configureHelp({ formatHelp, minWidthToWrap: 20 });
}

function formatHelp(command: Command, helper: Help): string {
  const text = texts.get(command);
  const sections = [
    wrapped(helper, command.description()),
    wrapped(helper, text?.paragraph ?? ''),
    `USAGE\n  ${helper.commandUsage(command)}`,
    examples(text?.examples ?? []),
    list(helper, command, {
      title: 'ARGUMENTS',
      items: helper.visibleArguments(command).map((one) => [helper.argumentTerm(one), one.description]),
    }),
    ...commandSections(helper, command),
    ...optionSections(helper, command, text?.groups ?? {}),
    text?.exitCodes === true
      ? `EXIT CODES\n${exitCodeTexts.map((one) => item(helper, one, widestCode)).join('\n')}`
      : '',
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** `128+n` */
const widestCode = 5;

function wrapped(helper: Help, text: string): string {
  return text === '' ? '' : helper.boxWrap(text, helper.helpWidth ?? 80);
}

function examples(given: HelpText['examples']): string {
  if (given.length === 0) return '';
  return `EXAMPLES\n${given.map(([why, words]) => `  # ${why}\n  $ ${words}`).join('\n\n')}`;
}

function commandSections(helper: Help, command: Command): string[] {
  const commands = helper.visibleCommands(command);
  const headings = [...new Set(commands.map((one) => one.helpGroup()))].filter((heading) => heading !== '');
  return [...headings, ''].map((heading) =>
    list(helper, command, {
      title: heading === '' ? (headings.length === 0 ? 'COMMANDS' : 'OTHER COMMANDS') : heading.toUpperCase(),
      items: commands
        .filter((one) => one.helpGroup() === heading)
        .map((one) => [helper.subcommandTerm(one), one.description()]),
    }),
  );
}

function optionSections(helper: Help, command: Command, groups: NonNullable<HelpText['groups']>): string[] {
  const grouped = new Set(Object.values(groups).flat());
  const rest = helper.visibleOptions(command).filter((option) => !grouped.has(option));
  const headings = Object.entries(groups).map(
    ([heading, options]) => [`${heading.toUpperCase()} OPTIONS`, options] as const,
  );
  const all = [...headings, [headings.length === 0 ? 'OPTIONS' : 'OTHER OPTIONS', rest] as const];
  return all.map(([title, options]) =>
    list(helper, command, {
      title,
      items: options.map((one) => [helper.optionTerm(one), helper.optionDescription(one)]),
    }),
  );
}

function list(
  helper: Help,
  command: Command,
  { title, items }: { readonly title: string; readonly items: readonly (readonly [term: string, what: string])[] },
): string {
  if (items.length === 0) return '';
  const width = Math.min(helper.padWidth(command, helper), widestTerm);
  return `${title}\n${items.map((one) => item(helper, one, width)).join('\n')}`;
}

/** From here on a term has a line of its own: beside it there would be no room for words. */
const widestTerm = 30;

function item(helper: Help, [term, what]: readonly [term: string, what: string], width: number): string {
  const indent = ' '.repeat(width + 4);
  const lines = helper.boxWrap(what, (helper.helpWidth ?? 80) - indent.length).replaceAll('\n', `\n${indent}`);
  return term.length > width ? `  ${term}\n${indent}${lines}` : `  ${term.padEnd(width)}  ${lines}`;
}
