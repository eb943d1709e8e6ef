import type { z } from 'zod';
import { kind, readRecord } from './field-kinds.ts';
import type { Mistake } from './mistakes.ts';
import { Refusal } from './refusal.ts';
import { presentWireName, wireNamesOf } from './wire-field.ts';

/** All fields of a record by our names, or all mistakes. */
export type FieldsRead<Fields> =
  | { readonly kind: 'fields'; readonly fields: Fields }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly Mistake[] };

type RawRecord = Readonly<Record<string, unknown>>;

/** Reads every field that `schema` knows out of `raw`, which has them by their wire names. */
export function readFields<Schema extends z.ZodObject>(schema: Schema, raw: RawRecord): FieldsRead<z.output<Schema>> {
  const present = new Map(
    fieldsOf(schema).flatMap(([name, field]) => {
      const wireName = presentWireName(field, raw);
      return wireName === undefined ? [] : [[name, wireName] as const];
    }),
  );
  const result = schema.safeParse(Object.fromEntries([...present].map(([name, wireName]) => [name, raw[wireName]])));
  if (result.success) return { kind: 'fields', fields: result.data };
  const mistakes = result.error.issues.map(({ path: [name, ...path], message }) => {
    const wireName = present.get(String(name));
    if (wireName === undefined) return { path: [firstWireName(schema, String(name))], problem: 'is missing' };
    return { path: [wireName, ...path], value: valueAt(raw[wireName], path), problem: message };
  });
  return { kind: 'mistakes', mistakes: withoutRepeats(mistakes) };
}

/** A record within a field: what `schema` reads, and the rest of it as `other`. */
export function recordOf<Schema extends z.ZodObject>(schema: Schema) {
  return kind((value): z.output<Schema> & { readonly other: RawRecord } => {
    const raw = readRecord(value);
    const read = readFields(schema, raw);
    if (read.kind === 'mistakes') throw new Refusal(read.mistakes);
    return { ...read.fields, other: unknownFields(schema, raw) };
  });
}

/** What of `raw` no field of `schema` reads. */
export function unknownFields(schema: z.ZodObject, raw: RawRecord): RawRecord {
  const known = new Set(wireNames(schema));
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !known.has(name)));
}

/** The names on the wire of all fields. */
export function wireNames(schema: z.ZodObject): readonly string[] {
  return fieldsOf(schema).flatMap(([, field]) => wireNamesOf(field));
}

function firstWireName(schema: z.ZodObject, name: string): string {
  const field = fieldsOf(schema).find(([key]) => key === name)?.[1];
  return field === undefined ? name : (wireNamesOf(field)[0] ?? name);
}

function fieldsOf(schema: z.ZodObject): readonly [string, z.core.$ZodType][] {
  return Object.entries(schema.shape);
}

/** The part of `value` at `path`, or the whole where there is no such part (a list in a text). */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let part = value;
  for (const key of path) {
    if (typeof part !== 'object' || part === null) return value;
    part = Reflect.get(part, key);
  }
  return part;
}

/** A field that stands in for another is read twice. */
function withoutRepeats(mistakes: readonly Mistake[]): readonly Mistake[] {
  return [...new Map(mistakes.map((mistake) => [[...mistake.path, mistake.problem].join(' '), mistake])).values()];
}
