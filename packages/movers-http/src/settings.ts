/** The settings of one copytool, each read by its kind; all throw a TypeError that names the setting and what it may be. */
export interface Settings {
  /** The first of `words` when left out. */
  oneOf<Word extends string>(setting: string, words: readonly [Word, ...Word[]]): Word;
  whole(setting: string, range: { readonly least: number; readonly most: number; readonly usual: number }): number;
  /** An absolute path; undefined when left out. */
  path(setting: string): string | undefined;
  text(setting: string): string | undefined;
  texts(setting: string): readonly string[];
}

export function createSettings(copytool: string, raw: unknown): Settings {
  const settings = isRecord(raw) ? raw : {};
  const read = <T>(setting: string, wanted: string, is: (value: unknown) => value is T): T | undefined => {
    const value = settings[setting];
    if (value === undefined || is(value)) return value;
    throw new TypeError(`copytool ${copytool}: ${setting} is ${JSON.stringify(value)}, it must be ${wanted}`);
  };
  return {
    oneOf(setting, words) {
      const is = (value: unknown): value is (typeof words)[number] => words.some((word) => word === value);
      return read(setting, words.map((word) => `"${word}"`).join(' or '), is) ?? words[0];
    },
    whole(setting, { least, most, usual }) {
      const is = (value: unknown): value is number =>
        typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
      return read(setting, `a whole number from ${least} to ${most}`, is) ?? usual;
    },
    path: (setting) => read(setting, 'an absolute path', isPath),
    text: (setting) => read(setting, 'a text', isText),
    texts: (setting) => read(setting, 'a list of texts', isListOf(isText)) ?? [],
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isPath(value: unknown): value is string {
  return isText(value) && value.startsWith('/');
}

function isListOf<T>(is: (value: unknown) => value is T): (value: unknown) => value is readonly T[] {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(is);
}
