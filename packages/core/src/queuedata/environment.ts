import { kind, readText } from './field-kinds.ts';
import { refuse } from './refusal.ts';
import { splitOutsideQuotes, unquoted } from './quotes.ts';

/** `NAME=value` between blanks (`environ`); values in quotes may hold blanks. */
export const environment = kind((value): Readonly<Record<string, string>> => {
  const assignments = splitOutsideQuotes(readText(value).replaceAll(/\s/g, ' '), ' ').filter((item) => item !== '');
  return Object.fromEntries(
    assignments.map((assignment): [string, string] => {
      const [, name, text] = /^([A-Za-z_]\w*)=(.*)$/.exec(assignment) ?? refuse('has an item that is not NAME=value');
      return [name ?? '', unquoted(text ?? '')];
    }),
  );
});
