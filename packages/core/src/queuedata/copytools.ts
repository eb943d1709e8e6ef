import { copytoolName } from './copytool-name.ts';
import { isAbsent, isRecord, kind, readNames, readRecord, readText, type Wrong } from './field-kinds.ts';

/** A copytool of the `copytools` map and what the site says of it. */
export interface CopytoolSettings {
  /** Script to source before the tool is called. */
  readonly setup?: string;
  /** What else stands in the entry, as it came. */
  readonly other: Readonly<Record<string, unknown>>;
}

/** `copytool`, without what follows its caret. */
export const copytool = kind((value, wrong): string => copytoolName(readCaret(value, wrong).name));

/** The host to pre-stage on: what follows the caret of a copytool. */
export const stageHost = kind((value, wrong): string => readCaret(value, wrong).host);

/** `{name: {setup}}`. */
export const copytools = kind((value, wrong): Readonly<Record<string, CopytoolSettings>> => {
  const entries = Object.entries(readRecord(value, wrong));
  return Object.fromEntries(
    entries.map(([name, settings]) => [copytoolName(name), readSettings(settings, (problem) => wrong(problem, [name]))]),
  );
});

/** Names of copytools by activity. */
export const copytoolsByActivity = kind((value, wrong): Readonly<Record<string, readonly string[]>> => {
  const entries = Object.entries(readRecord(value, wrong)).filter(([, names]) => !isAbsent(names));
  return Object.fromEntries(
    entries.map(([activity, names]) => [
      activity,
      readNames(names, (problem, path = []) => wrong(problem, [activity, ...path])).map(copytoolName),
    ]),
  );
});

function readCaret(value: unknown, wrong: Wrong): { readonly name: string; readonly host: string } {
  const [name = '', host = '', ...rest] = readText(value, wrong).split('^').map((part) => part.trim());
  return name === '' || rest.length > 0 ? wrong('is neither a copytool nor copytool^host') : { name, host };
}

function readSettings(value: unknown, wrong: Wrong): CopytoolSettings {
  if (isAbsent(value)) return { other: {} };
  const { setup, ...other } = isRecord(value) ? value : wrong('is not a record');
  return { ...(isAbsent(setup) ? {} : { setup: readText(setup, wrong) }), other };
}
