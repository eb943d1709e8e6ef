import { z } from 'zod';

/** Tells what is wrong with a value, or with the part of it at `path`. */
export type Wrong = (problem: string, path?: readonly (string | number)[]) => never;

/** A schema that reads one present value; `read` calls `wrong` for what it cannot take. */
export function kind<T>(read: (value: unknown, wrong: Wrong) => T): z.ZodType<T> {
  return z.unknown().transform((value, context): T => {
    return read(value, (problem, path = []) => {
      context.addIssue({ code: 'custom', message: problem, path: [...path] });
      return z.NEVER;
    });
  });
}

/** Text; a number or a boolean is taken as it is printed. */
export const text = kind(readText);

export const lowerText = kind((value, wrong) => readText(value, wrong).toLowerCase());

export const upperText = kind((value, wrong) => readText(value, wrong).toUpperCase());

/** A number, also as text: `"2000"`, `"14.5"`. */
export const number = kind(readNumber);

/** A number that is not negative. */
export const count = kind((value, wrong) => {
  const number = readNumber(value, wrong);
  return number < 0 ? wrong('is negative') : number;
});

/** True or false in any of the wire's spellings: `True`, `true`, `1`, `yes`, `on` and their opposites. */
export const flag = kind(readFlag);

/** Names between commas, or a JSON list of them. Blank items are left out. */
export const nameList = kind(readNames);

/** A JSON record, also as JSON text. */
export const record = kind(readRecord);

/** Lists of names by a key: `{"pr": ["rucio"], "pw": "rucio,gfal"}`. */
export const namesByKey = kind((value, wrong): Readonly<Record<string, readonly string[]>> => {
  const entries = Object.entries(readRecord(value, wrong)).filter(([, names]) => !isAbsent(names));
  return Object.fromEntries(entries.map(([key, names]) => [key, readNames(names, (problem) => wrong(problem, [key]))]));
});

/** Anything, as it came. */
export const anything = z.unknown();

/** Whether the wire says "nothing" with `value`: null, "", blanks, None, NULL. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && /^(none|null)?$/i.test(value.trim()));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readText(value: unknown, wrong: Wrong): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : wrong('is not a text');
}

export function readNumber(value: unknown, wrong: Wrong): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const isNumeric = typeof value === 'string' && /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(value.trim());
  return isNumeric ? Number(value) : wrong('is not a number');
}

export function readFlag(value: unknown, wrong: Wrong): boolean {
  const word = readText(value, wrong).toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(word)) return true;
  return ['false', '0', 'no', 'off'].includes(word) ? false : wrong('is neither true nor false');
}

export function readNames(value: unknown, wrong: Wrong): readonly string[] {
  const items = parsedJson(value, '[');
  if (typeof items === 'string') return namesIn(items);
  if (!Array.isArray(items)) return wrong('is not a list of names');
  return items.flatMap((item: unknown, index) => {
    if (isAbsent(item)) return [];
    return typeof item === 'string' ? [item.trim()] : wrong('is not a name', [index]);
  });
}

export function readRecord(value: unknown, wrong: Wrong): Readonly<Record<string, unknown>> {
  const record = parsedJson(value, '{');
  return isRecord(record) ? record : wrong('is not a record');
}

/** Names between commas; blank ones are left out. */
export function namesIn(list: string): readonly string[] {
  return list.split(',').flatMap((name) => (isAbsent(name) ? [] : [name.trim()]));
}

/** In the `name=value` form, and in overrides, records and lists travel as JSON text. */
function parsedJson(value: unknown, opening: '[' | '{'): unknown {
  if (typeof value !== 'string' || !value.trim().startsWith(opening)) return value;
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
