import { z } from 'zod';
import type { AuxiliaryCommand } from '../job.ts';
import type { JsonValue } from '../wire-job.ts';
import { isJsonObject, parseJsonObject } from './json.ts';
import { presentText } from './present.ts';

/*
 * The kinds of values in the job dictionary. Each takes what the server may write for it, numbers as text and text as
 * numbers included, and gives undefined for its four words of absence: no key, null, "" and "NULL".
 */

const scalar = z.union([z.string(), z.number(), z.null()], { error: 'neither text nor a number' }).optional();

/** Text, to the letter. */
export const text = scalar.transform((value) =>
  value === undefined || value === null ? undefined : presentText(String(value)),
);

/** Text that Python fills in with `None`. */
export const pythonText = text.transform((value) => (value === 'None' ? undefined : value));

/** A whole number that is not negative. */
export const wholeNumber = numberLike('not a whole number', /^\d{1,16}(?:\.0*)?$/);

/** A whole number of at least 1. */
export const positiveNumber = numberLike('not a positive whole number', /^0*[1-9]\d{0,15}(?:\.0*)?$/);

/** A whole number of either sign. */
export const signedNumber = numberLike('not a whole number', /^-?\d{1,16}(?:\.0*)?$/);

/** Any decimal number. */
export const decimal = numberLike('not a number', /^-?\d{1,40}(?:\.\d*)?(?:e[+-]?\d{1,3})?$/i, Number.isFinite);

/** A whole number, for which 0 means that there is no limit. */
export const limit = wholeNumber.transform((value) => (value === 0 ? undefined : value));

/** `True` or `False`, as Python, JSON or a form writes them. */
export const flag = z
  .union([z.string(), z.number(), z.boolean(), z.null()], { error: 'neither True nor False' })
  .optional()
  .transform((value, context) => {
    const word = presentText(String(value ?? ''))?.toLowerCase();
    if (word === undefined) return undefined;
    if (word === 'true' || word === '1') return true;
    if (word === 'false' || word === '0') return false;
    context.addIssue({ code: 'custom', message: 'neither True nor False' });
    return z.NEVER;
  });

/** Values joined with commas, one a file; undefined where there is none. */
export const list = text.transform((value) => value?.split(',').map(presentText));

/** One of some words. */
export function wordOf<const Word extends string>(words: readonly Word[]) {
  return text.transform((value, context) => {
    const word = words.find((candidate) => candidate === value);
    if (word !== undefined || value === undefined) return word;
    context.addIssue({ code: 'custom', message: `not one of ${words.join(', ')}` });
    return z.NEVER;
  });
}

const object = z.custom<Readonly<Record<string, JsonValue>>>(isJsonObject);

/** A JSON object, or the text of one. An empty one is absent. */
export const jsonObject = z
  .union([object, z.string(), z.null()], { error: 'not a JSON object' })
  .optional()
  .transform((value, context) => {
    const written = typeof value === 'string' ? presentText(value) : undefined;
    const read = written === undefined ? value : parseJsonObject(written);
    if (isJsonObject(read)) return Object.keys(read).length === 0 ? undefined : read;
    if (written === undefined) return undefined;
    context.addIssue({ code: 'custom', message: 'not a JSON object' });
    return z.NEVER;
  });

/** `{"command": "...", "args": "..."}`; `args` may be missing. */
export const auxiliaryCommand = jsonObject.transform((value, context): AuxiliaryCommand | undefined => {
  if (value === undefined) return undefined;
  const parts = z.object({ command: z.string().min(1), args: scalar }).safeParse(value);
  if (parts.success) return { command: parts.data.command, args: String(parts.data.args ?? '') };
  context.addIssue({ code: 'custom', message: 'no {"command": text, "args": text}' });
  return z.NEVER;
});

/** JSON text; what is not text is written as one. */
export const jsonText = z
  .unknown()
  .optional()
  .transform((value) => {
    if (value === undefined || value === null) return undefined;
    return presentText(typeof value === 'string' ? value : JSON.stringify(value));
  });

function numberLike(message: string, pattern: RegExp, isExact: (value: number) => boolean = Number.isSafeInteger) {
  return text.transform((value, context) => {
    if (value === undefined) return undefined;
    const number = Number(value);
    if (pattern.test(value.trim()) && isExact(number)) return number;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}
