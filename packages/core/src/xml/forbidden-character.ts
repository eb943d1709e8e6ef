/**
 * The first character of a name or URL that XML cannot carry or that nobody means: a control character, half a surrogate
 * pair, a non-character. `U+000A`, or undefined when there is none.
 */
export function forbiddenCharacter(text: string): string | undefined {
  const [character] = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.exec(text) ?? [];
  return character === undefined
    ? undefined
    : `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
