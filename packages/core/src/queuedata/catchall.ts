import { kind, readText } from './field-kinds.ts';
import { splitOutsideQuotes, unquoted } from './quotes.ts';

/**
 * Free-form switches, `name=value` between commas. A value in quotes may hold commas; a word alone has the value "". The
 * field is free text on the wire, so nothing in it is a mistake.
 */
export const catchall = kind((value): Readonly<Record<string, string>> => {
  const items = splitOutsideQuotes(readText(value), ',').map((item) => item.trim());
  return Object.fromEntries(items.filter((item) => item !== '').map(readSwitch));
});

function readSwitch(item: string): [string, string] {
  const equals = item.indexOf('=');
  return equals < 0 ? [item, ''] : [item.slice(0, equals).trim(), unquoted(item.slice(equals + 1))];
}
