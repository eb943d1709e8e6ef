import { onOneLine } from '@panda-pilot/core';

/** What is wrong with a command line or a configuration; every mistake is in it, not only the first, as one visible line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly string[];
  /** Where to look what is right. */
  readonly hint: string;

  constructor(mistakes: readonly string[], hint = 'panda-pilot run --help tells every setting.') {
    const sentences = mistakes.map(onOneLine);
    super(sentences.join('; '));
    this.mistakes = sentences;
    this.hint = onOneLine(hint);
  }
}
