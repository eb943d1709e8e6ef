/** The text of Python's `repr()` for plain data: what a client that forgets its headers gets instead of JSON. */
export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (typeof value === 'object') return dict(value);
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : quoted(typeof value);
}

function dict(value: object): string {
  const items = Object.entries(value).map(([key, item]) => `${quoted(key)}: ${pythonRepr(item)}`);
  return `{${items.join(', ')}}`;
}

/** Python prefers single quotes, and takes double ones when only those need no escape. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + Array.from(text, (character) => escaped(character, quote)).join('') + quote;
}

const named: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string, quote: string): string {
  if (character === quote) return `\\${quote}`;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code <= 0xa0)) {
    return named[character] ?? `\\x${code.toString(16).padStart(2, '0')}`;
  }
  return named[character] ?? character;
}
