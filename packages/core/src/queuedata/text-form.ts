import type { Mistake } from './mistakes.ts';

/** Fields of one text, and what could not be read. */
export interface TextForm {
  readonly fields: Readonly<Record<string, string>>;
  readonly mistakes: readonly Mistake[];
}

/**
 * Reads `name=value|name=value`, on one line or several. A value may hold `|`: it ends where a `|` is followed by a name and
 * `=`. A name that stands twice with different values is a mistake.
 */
export function readTextForm(text: string): TextForm {
  const fields = new Map<string, string>();
  const mistakes: Mistake[] = [];
  for (const line of text.split(/\r?\n/)) {
    for (const item of itemsOf(line)) {
      const [name, value] = splitAtEquals(item);
      if (value === undefined || !/^[A-Za-z]\w*$/.test(name)) {
        mistakes.push({ path: [], value: item, problem: 'is not name=value' });
      } else if (fields.has(name) && fields.get(name) !== value) {
        mistakes.push({ path: [name], value, problem: `comes after ${JSON.stringify(fields.get(name))}` });
      } else fields.set(name, value);
    }
  }
  if (fields.size === 0 && mistakes.length > 1) return { fields: {}, mistakes: [isSomethingElse] };
  return { fields: Object.fromEntries(fields), mistakes };
}

/** Of a file that was not meant to be read here, each line would be a mistake. */
const isSomethingElse: Mistake = { path: [], problem: 'is neither JSON nor name=value|name=value' };

/** A part without `=` belongs to the value before it. */
function itemsOf(line: string): readonly string[] {
  const items: string[] = [];
  for (const part of line.trim().replace(/\|$/, '').split('|')) {
    const previous = part.includes('=') ? undefined : items.pop();
    items.push(previous === undefined ? part : `${previous}|${part}`);
  }
  return items.filter((item) => item.trim() !== '');
}

function splitAtEquals(item: string): [string, string | undefined] {
  const equals = item.indexOf('=');
  return equals < 0 ? [item.trim(), undefined] : [item.slice(0, equals).trim(), item.slice(equals + 1).trim()];
}
