import type { Command, Option } from 'commander';

/** What can be typed behind one command. */
export interface Vocabulary {
  /** The commands that lead there: empty for the program itself, else `/proxy/get`. */
  readonly path: string;
  readonly commands: readonly Word[];
  readonly options: readonly OptionWords[];
  /** What its own arguments may be; empty when they are names of files, or anything. */
  readonly choices: readonly string[];
}

/** A word, and what it means. */
export interface Word {
  readonly word: string;
  readonly meaning: string;
}

/** The spellings of one option. */
export interface OptionWords {
  readonly words: readonly string[];
  readonly meaning: string;
  /** `choice`: one of `choices`; `any`: whatever, a file perhaps. */
  readonly value: 'none' | 'choice' | 'any';
  readonly choices: readonly string[];
}

/** The vocabularies of a command and of all below it, the outermost first. Pure. */
export function vocabulariesOf(command: Command, path = ''): readonly Vocabulary[] {
  const helper = command.createHelp();
  const below = helper.visibleCommands(command);
  const own: Vocabulary = {
    path,
    commands: below.map((one) => ({ word: one.name(), meaning: one.description() })),
    options: helper.visibleOptions(command).map(optionWords),
    choices: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
  const known = below.filter((one) => command.commands.includes(one));
  return [own, ...known.flatMap((one) => vocabulariesOf(one, `${path}/${one.name()}`))];
}

function optionWords(option: Option): OptionWords {
  const choices = option.argChoices ?? choicesInFlags(option.flags);
  const takesValue = option.required || option.optional;
  return {
    words: [option.short, option.long].flatMap((word) => word ?? []),
    meaning: option.description,
    value: takesValue ? (choices.length > 0 ? 'choice' : 'any') : 'none',
    choices,
  };
}

/** Settings write their choices where others write a name: `--api <auto|v1|classic>`. */
function choicesInFlags(flags: string): readonly string[] {
  const [, names] = /[<[]([\w+-]+(?:\|[\w+-]+)+)[>\]]/.exec(flags) ?? [];
  return names?.split('|') ?? [];
}
