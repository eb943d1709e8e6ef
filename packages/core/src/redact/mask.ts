/** What stands where a secret was. */
export const MASK = '[redacted]';

/** A stretch of text, `end` excluded, and what to write in its place. */
export interface Secret {
  readonly start: number;
  readonly end: number;
  readonly mask: string;
}

/**
 * Finds the first secret that starts at or after `from`. Looks ahead no further than the end of what it finds, and looks
 * back by a fixed length at most, or as far as what it finds begins: that keeps {@link mask} linear.
 */
export type SecretFinder = (text: string, from: number) => Secret | undefined;

/** `text` with a mask for each secret that `next` finds. */
export function mask(text: string, next: SecretFinder): string {
  const pieces: string[] = [];
  let from = 0;
  for (let secret = next(text, from); secret !== undefined; secret = next(text, from)) {
    pieces.push(text.slice(from, secret.start), secret.mask);
    from = secret.end;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

/** The end of the longest stretch from `from` on that `pattern` takes. `pattern` is sticky and matches the empty text. */
export function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return from + (pattern.exec(text)?.[0].length ?? 0);
}

/** A lower-case word such as stands in a sentence; tokens have digits or capitals, or are longer. */
export function isPlainWord(word: string): boolean {
  return /^[a-z]{0,15}[.,;:!?)]{0,3}$/.test(word);
}
