const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\n', '\r': String.raw`\r`, '\t': String.raw`\t` };

/**
 * `text` with escapes for what a terminal obeys and a reader does not see: control characters, marks of direction and
 * of joining, lone surrogates, separators of Unicode. Line feeds stay.
 */
export function makeVisible(text: string): string {
  return text.replaceAll(INVISIBLE, (character) => NAMED[character] ?? escaped(character.codePointAt(0) ?? 0));
}

function escaped(codePoint: number): string {
  const digits = codePoint.toString(16);
  if (codePoint <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return codePoint <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}
