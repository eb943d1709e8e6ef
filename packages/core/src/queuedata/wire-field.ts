import { z } from 'zod';
import { isAbsent } from './field-kinds.ts';

interface WireField {
  /** Names on the wire; the first that is present counts. */
  readonly names: readonly string[];
  /** What else than null, None, NULL and "" means absence. */
  readonly absent?: RegExp;
}

const wireFields = z.registry<WireField>();

/** A field that every queue has. */
export function required<T>(kind: z.ZodType<T>, ...names: readonly string[]) {
  return kind.clone().register(wireFields, { names });
}

/** A field that may be left out. */
export function optional<T>(kind: z.ZodType<T>, ...names: readonly string[]) {
  return z.exactOptional(kind).register(wireFields, { names });
}

/** A field that may be left out; a text that matches `absent` means that too. */
export function optionalUnless<T>(absent: RegExp, kind: z.ZodType<T>, ...names: readonly string[]) {
  return z.exactOptional(kind).register(wireFields, { names, absent });
}

/** A field that may be left out, where 0 means that there is no limit or no value. */
export function limit<T>(kind: z.ZodType<T>, ...names: readonly string[]) {
  return optionalUnless(/^0+(\.0+)?$/, kind, ...names);
}

/** A field that reads as `value` where it is left out. */
export function defaulted<T>(kind: z.ZodType<T>, value: z.core.util.NoUndefined<T>, ...names: readonly string[]) {
  return kind.default(value).register(wireFields, { names });
}

/** All the wire names of `schema`. */
export function wireNamesOf(schema: z.core.$ZodType): readonly string[] {
  return wireFields.get(schema)?.names ?? [];
}

/** The wire name under which `raw` has a value for `schema`, if any. */
export function presentWireName(schema: z.core.$ZodType, raw: Readonly<Record<string, unknown>>): string | undefined {
  const { names = [], absent } = wireFields.get(schema) ?? {};
  const name = names.find((name) => Object.hasOwn(raw, name) && !isAbsent(raw[name]));
  return name === undefined || absent?.test(String(raw[name]).trim()) === true ? undefined : name;
}
