/** A JSON number with a fraction or an exponent: Python reads it as a float, and a float is not an int. */
export class PythonFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** What Python's `json` makes of a text; the one difference to JavaScript's is that ints and floats stay apart. */
export type PythonValue = null | boolean | number | string | PythonFloat | readonly PythonValue[] | PythonDict;
/** A Python dict with text for keys. */
export interface PythonDict {
  readonly [key: string]: PythonValue;
}

/** Parses as Python's `json.loads` does. Throws an Error worded as Python's `JSONDecodeError` is. */
export function parsePythonJson(text: string): PythonValue {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

/** The same value with its floats as ordinary numbers. */
export function plainValue(value: PythonValue): unknown {
  if (value instanceof PythonFloat) return value.value;
  if (isList(value)) return value.map(plainValue);
  if (isDict(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainValue(item)]));
  return value;
}

/** True for what Python calls a dict. */
export function isDict(value: PythonValue | undefined): value is PythonDict {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof PythonFloat);
}

/** True for what Python calls a list. */
export function isList(value: PythonValue | undefined): value is readonly PythonValue[] {
  return Array.isArray(value);
}

/** The name of the type that Python gives the value. */
export function pythonType(value: PythonValue): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  if (value instanceof PythonFloat) return 'float';
  return isDict(value) ? 'dict' : 'list';
}

const words = new Map<string, PythonValue>([
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', new PythonFloat(Number.NaN)],
  ['Infinity', new PythonFloat(Number.POSITIVE_INFINITY)],
  ['-Infinity', new PythonFloat(Number.NEGATIVE_INFINITY)],
]);

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): PythonValue {
    this.#skipBlank();
    const next = this.#text[this.#at];
    if (next === '{') return this.#dict();
    if (next === '[') return this.#list();
    if (next === '"') return this.#string();
    const word = this.#match(/-?Infinity|NaN|null|true|false/y);
    if (word !== undefined) return words.get(word) ?? null;
    const number = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y);
    if (number === undefined) throw this.#error('Expecting value');
    return /[.eE]/.test(number) ? new PythonFloat(Number(number)) : Number(number);
  }

  end(): void {
    this.#skipBlank();
    if (this.#at < this.#text.length) throw this.#error('Extra data');
  }

  #dict(): PythonDict {
    const entries: [string, PythonValue][] = [];
    this.#at += 1;
    this.#skipBlank();
    if (this.#take('}')) return {};
    do {
      this.#skipBlank();
      if (this.#text[this.#at] !== '"') throw this.#error('Expecting property name enclosed in double quotes');
      const key = this.#string();
      this.#skipBlank();
      if (!this.#take(':')) throw this.#error("Expecting ':' delimiter");
      entries.push([key, this.value()]);
      this.#skipBlank();
    } while (this.#take(','));
    if (!this.#take('}')) throw this.#error("Expecting ',' delimiter");
    return Object.fromEntries(entries);
  }

  #list(): PythonValue[] {
    const items: PythonValue[] = [];
    this.#at += 1;
    this.#skipBlank();
    if (this.#take(']')) return items;
    do {
      items.push(this.value());
      this.#skipBlank();
    } while (this.#take(','));
    if (!this.#take(']')) throw this.#error("Expecting ',' delimiter");
    return items;
  }

  /** Scanned by hand: a regular expression over a string of megabytes exhausts the engine's stack. */
  #string(): string {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    if (end >= this.#text.length) throw this.#error('Unterminated string starting at');
    this.#at = end + 1;
    try {
      return String(JSON.parse(this.#text.slice(start, this.#at)));
    } catch {
      this.#at = start;
      throw this.#error('Invalid control character at');
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #skipBlank(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1;
  }

  #error(what: string): Error {
    const before = this.#text.slice(0, this.#at);
    const line = before.split('\n').length;
    const column = this.#at - before.lastIndexOf('\n');
    return new Error(`${what}: line ${line} column ${column} (char ${this.#at})`);
  }
}
