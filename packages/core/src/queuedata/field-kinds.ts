import { z } from 'zod';
import { readEach, Refusal, refuse } from './refusal.ts';

/** A schema that reads one present value with `read`, which refuses what it cannot take. */
export function kind<T>(read: (value: unknown) => T): z.ZodType<T> {
  return z.unknown().transform((value, context): T => {
    try {
      return read(value);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      for (const { path, problem } of error.problems) {
        context.addIssue({ code: 'custom', message: problem, path: [...path] });
      }
      return z.NEVER;
    }
  });
}

/** Text; a number or a boolean is taken as it is printed. */
export const text = kind(readText);

export const lowerText = kind((value) => readText(value).toLowerCase());

export const upperText = kind((value) => readText(value).toUpperCase());

/** A number, also as text: `"2000"`, `"14.5"`. */
export const number = kind(readNumber);

/** A number that is not negative. */
export const count = kind((value) => {
  const number = readNumber(value);
  return number < 0 ? refuse('is negative') : number;
});

/** True or false in any of the wire's spellings: `True`, `true`, `1`, `yes`, `on` and their opposites. */
export const flag = kind(readFlag);

/** Names between commas, or a JSON list of them. Blank items are left out. */
export const nameList = kind(readNames);

/** A JSON record, also as JSON text. */
export const record = kind(readRecord);

/** Lists of names by a key: `{"pr": ["rucio"], "pw": "rucio,gfal"}`. */
export const namesByKey = kind(readNamesByKey);

/** Anything, as it came. */
export const anything = z.unknown();

/** Whether the wire says "nothing" with `value`: null, "", blanks, None, NULL. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && /^(none|null)?$/i.test(value.trim()));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readText(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : refuse('is not a text');
}

export function readNumber(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const isNumeric = typeof value === 'string' && /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(value.trim());
  return isNumeric ? Number(value) : refuse('is not a number');
}

export function readFlag(value: unknown): boolean {
  return flagIn(readText(value)) ?? refuse('is neither true nor false');
}

/** What a word says; undefined when it says neither. */
export function flagIn(word: string): boolean | undefined {
  if (/^(true|1|yes|on)$/i.test(word.trim())) return true;
  return /^(false|0|no|off)$/i.test(word.trim()) ? false : undefined;
}

export function readRecord(value: unknown): Readonly<Record<string, unknown>> {
  const record = parsedJson(value, '{');
  return isRecord(record) ? record : refuse('is not a record');
}

export function readList(value: unknown): readonly unknown[] {
  const list: unknown = parsedJson(value, '[');
  return Array.isArray(list) ? list : refuse('is not a list');
}

export function readNamesByKey(value: unknown): Readonly<Record<string, readonly string[]>> {
  const entries = Object.entries(readRecord(value)).filter(([, names]) => !isAbsent(names));
  return Object.fromEntries(readEach(keyed(entries), ([key, names]) => [key, readNames(names)]));
}

/** Entries under their own key, for `readEach` to name the part that it cannot read. */
export function keyed<T>(entries: readonly [string, T][]): readonly [string, [string, T]][] {
  return entries.map((entry) => [entry[0], entry]);
}

function readNames(value: unknown): readonly string[] {
  const list: unknown = parsedJson(value, '[');
  if (typeof list === 'string') return namesIn(list);
  if (!Array.isArray(list)) return refuse('is not a list of names');
  const names = readEach([...list.entries()], (name: unknown) => {
    return isAbsent(name) || typeof name === 'string' ? String(name).trim() : refuse('is not a name');
  });
  return names.filter((name) => !isAbsent(name));
}

/** Names between commas; blank ones are left out. */
function namesIn(list: string): readonly string[] {
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
