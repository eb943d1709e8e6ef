const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\n', '\r': String.raw`\r`, '\t': String.raw`\t` };

/**
 * `text` with escapes for what a terminal obeys and a reader does not see: control characters, marks of direction and
 * of joining, lone surrogates, separators of Unicode. Line feeds stay.
 */
export function makeVisible(text: string): string {
  return text.replaceAll(INVISIBLE, (character) => NAMED[character] ?? escaped(character.codePointAt(0) ?? 0));
}

/** The same where a text is one line among others: a line feed in it would make two of it. */
export function onOneLine(text: string): string {
  return makeVisible(text).replaceAll('\n', String.raw`\n`);
}

/** JSON of `value` in which nothing is invisible but the lines that `indent` spaces make: the same value to whoever reads it. */
export function visibleJson(value: object, indent = 0): string {
  return JSON.stringify(value, null, indent).replaceAll(INVISIBLE, (character) =>
    character === '\n' ? character : unitsOf(character).map(jsonEscape).join(''),
  );
}

function unitsOf(character: string): readonly number[] {
  return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
}

function jsonEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

function escaped(codePoint: number): string {
  const digits = codePoint.toString(16);
  if (codePoint <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return codePoint <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}
