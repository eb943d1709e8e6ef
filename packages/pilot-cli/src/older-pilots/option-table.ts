import type { SettingName } from '../config/settings.ts';
import { repetition } from '../command-line/repeated-options.ts';
import { didYouMean } from '../config/did-you-mean.ts';

/** Values for settings, by name; readConfig checks them. */
export type SettingValues = Readonly<Partial<Record<SettingName, unknown>>>;

/** What follows an option; a flag has nothing after it. */
type ValueKind = 'text' | 'number' | 'yes-no';

/** One option of another pilot's command line. */
export interface ForeignOption {
  /** Every spelling, with its dashes; the first is the one that people are told. */
  readonly names: readonly [string, ...string[]];
  readonly value?: ValueKind;
  /** The only values that can be obeyed, if not all can. */
  readonly accepts?: readonly string[];
  /** The settings that it stands for. A flag gives ''. */
  readonly settings?: (value: string) => SettingValues;
  /** Why nothing is lost although it changes nothing here: the caller is warned with this sentence. */
  readonly ignored?: string;
}

/** An option as it was given. */
export interface GivenOption {
  readonly option: ForeignOption;
  readonly value: string;
}

export interface OptionsRead {
  /** By first name; of an option that came twice, the last. */
  readonly given: ReadonlyMap<string, GivenOption>;
  readonly mistakes: readonly string[];
  /** One sentence for each option that came more than once, with other values. Wrappers put a site's options behind their own. */
  readonly repetitions: readonly string[];
}

/**
 * How a command line is cut into options. `argparse`: long ones may be shortened and take `=value`, flags may be
 * joined, a value does not begin with a dash unless it is a number. `getopt`: every option takes the next word,
 * whatever that is.
 */
export type OptionStyle = 'argparse' | 'getopt';

/** Reads `args` by `table`. Pure; every mistake is told, not only the first. */
export function readOptions(
  args: readonly string[],
  { table, style }: { readonly table: readonly ForeignOption[]; readonly style: OptionStyle },
): OptionsRead {
  const given = new Map<string, GivenOption>();
  const mistakes: string[] = [];
  const repeated = new Set<string>();
  const words = [...args];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const cut = cutWord(word, table);
    if ('mistake' in cut) {
      mistakes.push(cut.mistake);
      // The value of an option that nobody knows is no mistake of its own.
      if (word.startsWith('-') && words[0]?.startsWith('-') === false) words.shift();
      continue;
    }
    if (cut.joined !== undefined) words.unshift(cut.joined);
    const { option } = cut;
    const value = option.value === undefined ? '' : (cut.value ?? takeValue(words, style));
    const checked = checkValue(option, value);
    if ('mistake' in checked) mistakes.push(checked.mistake);
    else {
      const [name] = option.names;
      if ((given.get(name)?.value ?? checked.value) !== checked.value) repeated.add(name);
      given.set(name, { option, value: checked.value });
    }
  }
  return { given, mistakes, repetitions: [...repeated].map((name) => repetition(name, given.get(name)?.value ?? '')) };
}

/** What all `given` options set together. */
export function settingsOf(given: Iterable<GivenOption>): SettingValues {
  return Object.assign({}, ...[...given].map(({ option, value }) => option.settings?.(value) ?? {}));
}

/** An empty value is how wrappers say that there is none. */
export function filled(settings: Readonly<Record<string, string>>): SettingValues {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
}

/** One sentence for each option that changes nothing here. */
export function warningsOf(given: Iterable<GivenOption>): string[] {
  return [...given].flatMap(({ option: { names, ignored } }) =>
    ignored === undefined ? [] : [`${names[0]} changes nothing: ${ignored}`],
  );
}

type CutWord =
  | { readonly option: ForeignOption; readonly value?: string; readonly joined?: string }
  | { readonly mistake: string };

/** `--name`, `--name=value`, `-n`, `-nvalue`, `-n=value`, and joined flags such as `-td`. */
function cutWord(word: string, table: readonly ForeignOption[]): CutWord {
  const [, name = word, value] = /^(-[^=]*)=([\s\S]*)$/.exec(word) ?? [];
  const attached = value === undefined ? {} : { value };
  const exact = optionNamed(name, table);
  if (exact !== undefined) {
    return exact.value === undefined && value !== undefined
      ? { mistake: `${name}: takes no value` }
      : { option: exact, ...attached };
  }
  if (name.startsWith('--')) return { ...completed(name, table), ...attached };
  const short = optionNamed(word.slice(0, 2), table);
  if (word.startsWith('-') && short !== undefined) {
    const rest = word.slice(2);
    return short.value === undefined ? { option: short, joined: `-${rest}` } : { option: short, value: rest };
  }
  return { mistake: unknownWord(word, table) };
}

function optionNamed(name: string, table: readonly ForeignOption[]): ForeignOption | undefined {
  return table.find(({ names }) => names.includes(name));
}

/** argparse takes the beginning of a long option for the option, if only one begins so. */
function completed(beginning: string, table: readonly ForeignOption[]): CutWord {
  const options =
    beginning === '--' ? [] : table.filter(({ names }) => names.some((name) => name.startsWith(beginning)));
  const [option, ...others] = options;
  if (option === undefined) return { mistake: unknownWord(beginning, table) };
  if (others.length === 0) return { option };
  return { mistake: `${beginning}: could be ${options.map(({ names }) => names[0]).join(' or ')}` };
}

function unknownWord(word: string, table: readonly ForeignOption[]): string {
  if (!word.startsWith('-')) return `"${word}": is no option, and nothing asks for a value here`;
  const meant = didYouMean(
    word,
    table.flatMap(({ names }) => names),
  );
  return `${word}: is no option${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
}

function takeValue(words: string[], style: OptionStyle): string | undefined {
  const [next] = words;
  const isOption =
    style === 'argparse' && next !== undefined && /^-(?!\d+(\.\d*)?$|$)/.test(next) && !next.includes(' ');
  return isOption ? undefined : words.shift();
}

function checkValue(
  { names: [name], value: kind, accepts }: ForeignOption,
  value: string | undefined,
): { readonly value: string } | { readonly mistake: string } {
  if (value === undefined) return { mistake: `${name}: needs a value` };
  if (accepts !== undefined && !accepts.includes(value))
    return { mistake: `${name} ${value}: this pilot has only ${accepts.filter((word) => word !== '').join(', ')}` };
  if (kind === 'number' && !/^[+-]?\d+$/.test(value)) return { mistake: `${name}: "${value}" is no whole number` };
  if (kind !== 'yes-no') return { value };
  const word = yesOrNo(value);
  return word === undefined ? { mistake: `${name}: "${value}" is neither true nor false` } : { value: word };
}

function yesOrNo(value: string): 'true' | 'false' | undefined {
  if (/^(yes|true|t|y|1)$/i.test(value)) return 'true';
  return /^(no|false|f|n|0)$/i.test(value) ? 'false' : undefined;
}
