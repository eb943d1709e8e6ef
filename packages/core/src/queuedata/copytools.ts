import { copytoolName } from './copytool-name.ts';
import { isAbsent, keyed, kind, readNamesByKey, readRecord, readText } from './field-kinds.ts';
import { readEach, refuse } from './refusal.ts';

/** A copytool of the `copytools` map and what the site says of it. */
export interface CopytoolSettings {
  /** Script to source before the tool is called. */
  readonly setup?: string;
  /** What else stands in the entry, as it came. */
  readonly [setting: string]: unknown;
}

/** `copytool`, without what follows its caret. */
export const copytool = kind((value): string => copytoolName(readCaret(value).name));

/** The host to pre-stage on: what follows the caret of a copytool. */
export const stageHost = kind((value): string => readCaret(value).host);

/** `{name: {setup}}`. */
export const copytools = kind((value): Readonly<Record<string, CopytoolSettings>> => {
  const entries = Object.entries(readRecord(value));
  return Object.fromEntries(
    readEach(keyed(entries), ([name, settings]) => [copytoolName(name), readSettings(settings)]),
  );
});

/** Names of copytools by activity. */
export const copytoolsByActivity = kind((value): Readonly<Record<string, readonly string[]>> => {
  const lists = Object.entries(readNamesByKey(value));
  return Object.fromEntries(lists.map(([activity, names]) => [activity, names.map(copytoolName)]));
});

function readCaret(value: unknown): { readonly name: string; readonly host: string } {
  const [name = '', host = '', ...rest] = readText(value)
    .split('^')
    .map((part) => part.trim());
  return name === '' || rest.length > 0 ? refuse('is neither a copytool nor copytool^host') : { name, host };
}

function readSettings(value: unknown): CopytoolSettings {
  if (isAbsent(value)) return {};
  const { setup, ...others } = readRecord(value);
  return { ...others, ...(isAbsent(setup) ? {} : { setup: readText(setup) }) };
}
