import type { Vocabulary } from './vocabulary.ts';

/** A word that a shell takes as it is. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The patterns of a `case` that leads from one command to the next. */
export function ways(vocabularies: readonly Vocabulary[]): string {
  return vocabularies.flatMap(({ path }) => (path === '' ? [] : [quoted(path)])).join('|');
}

/** The patterns, as `path option`, of every option that takes a value which is no choice. */
export function freeValues(vocabularies: readonly Vocabulary[]): string {
  const patterns = vocabularies.flatMap(({ path, options }) =>
    options.flatMap(({ value, words }) => (value === 'any' ? words.map((word) => quoted(`${path} ${word}`)) : [])),
  );
  return patterns.join('|');
}

/** For each option with choices the patterns, as `path option`, and the choices. */
export function choicesOf(
  vocabularies: readonly Vocabulary[],
): readonly { readonly patterns: string; readonly choices: readonly string[] }[] {
  return vocabularies.flatMap(({ path, options }) =>
    options.flatMap(({ value, words, choices }) =>
      value === 'choice' ? [{ patterns: words.map((word) => quoted(`${path} ${word}`)).join('|'), choices }] : [],
    ),
  );
}
