import { z } from 'zod';
import {
  flag,
  isAbsent,
  isRecord,
  keyed,
  kind,
  number,
  readList,
  readRecord,
  record,
  text,
  upperText,
} from './field-kinds.ts';
import { type Mistake, queuedataNotOk } from './mistakes.ts';
import { readFields, unknownFields } from './read-fields.ts';
import { readEach, Refusal } from './refusal.ts';
import { defaulted, optional, required } from './wire-field.ts';

/** One way into a storage: what stands before a file's path. */
export interface StorageProtocol {
  /** `root://se.example:1094`. */
  readonly endpoint: string;
  /** Directory that paths are appended to: `/atlas/datadisk/`. */
  readonly path: string;
  readonly flavour?: string;
}

/** A storage endpoint (RSE) of CRIC's ddmendpoints. */
export interface Storage {
  readonly name: string;
  readonly id?: number;
  readonly type?: string;
  /** Space token. */
  readonly token?: string;
  readonly state?: string;
  readonly site?: string;
  /** Whether a file's path follows from scope and name alone; absent: CRIC does not say. */
  readonly isDeterministic?: boolean;
  /** Protocols by activity (`arprotocols`), best first. */
  readonly protocolsByActivity: Readonly<Record<string, readonly StorageProtocol[]>>;
  /** Protocols of object stores by id, with their settings, as they came (`rprotocols`). */
  readonly protocolsById: Readonly<Record<string, unknown>>;
  /** As it came: `bucket_id` and others. */
  readonly resource?: Readonly<Record<string, unknown>>;
  /** Fields that no name above stands for, as they came. */
  readonly unknown: Readonly<Record<string, unknown>>;
}

/**
 * Reads CRIC's ddmendpoints.json: a map by name, or a list. With `names` only those are read, so that a mistake in another
 * site's storage stops nobody. Throws PilotError QUEUEDATA_NOT_OK that lists every mistake.
 */
export function parseStorages(text: string, names?: readonly string[]): ReadonlyMap<string, Storage> {
  const wanted = rawStorages(text).filter(([name]) => names?.includes(name) !== false);
  const storages = new Map<string, Storage>();
  const mistakes: Mistake[] = [];
  for (const [name, raw] of wanted) {
    const read = isRecord(raw) ? readFields(storageSchema, { ...raw, name }) : notARecord;
    if (read.kind === 'mistakes') mistakes.push(...read.mistakes.map((mistake) => within(name, mistake)));
    else storages.set(name, { ...read.fields, unknown: unknownFields(storageSchema, isRecord(raw) ? raw : {}) });
  }
  if (mistakes.length > 0) throw queuedataNotOk('storages', mistakes);
  return storages;
}

/** Protocols of the first of `activities` that has any. */
export function protocolsFor(storage: Storage, activities: readonly string[]): readonly StorageProtocol[] {
  const named = new Map(Object.entries(storage.protocolsByActivity));
  return activities.map((activity) => named.get(activity) ?? []).find((protocols) => protocols.length > 0) ?? [];
}

const protocol = z.object({
  endpoint: required(text, 'endpoint'),
  path: defaulted(text, '', 'path'),
  flavour: optional(text, 'flavour'),
});

const protocolsByActivity = kind((value): Readonly<Record<string, readonly StorageProtocol[]>> => {
  const entries = Object.entries(readRecord(value)).filter(([, protocols]) => !isAbsent(protocols));
  return Object.fromEntries(readEach(keyed(entries), ([activity, protocols]) => [activity, readProtocols(protocols)]));
});

const storageSchema = z.object({
  name: required(text, 'name'),
  id: optional(number, 'id'),
  type: optional(text, 'type'),
  token: optional(text, 'token'),
  state: optional(upperText, 'state'),
  site: optional(text, 'site'),
  isDeterministic: optional(flag, 'is_deterministic'),
  protocolsByActivity: defaulted(protocolsByActivity, {}, 'arprotocols'),
  protocolsById: defaulted(record, {}, 'rprotocols'),
  resource: optional(record, 'resource'),
});

function readProtocols(value: unknown): readonly StorageProtocol[] {
  return readEach([...readList(value).entries()], (item) => {
    const read = readFields(protocol, readRecord(item));
    if (read.kind === 'mistakes') throw new Refusal(read.mistakes);
    return read.fields;
  });
}

const notARecord = { kind: 'mistakes', mistakes: [{ path: [], problem: 'is not a record' }] } as const;

function within(name: string, mistake: Mistake): Mistake {
  return { ...mistake, path: [name, ...mistake.path] };
}

function rawStorages(text: string): readonly (readonly [string, unknown])[] {
  const json = parseJson(text);
  if (Array.isArray(json)) return json.map((item: unknown, index) => [nameOf(item) ?? `[${index}]`, item] as const);
  if (!isRecord(json))
    throw queuedataNotOk('storages', [{ path: [], value: json, problem: 'is neither an object nor a list' }]);
  if ('error' in json && !isRecord(json['error'])) {
    throw queuedataNotOk('storages', [{ path: [], value: json['error'], problem: 'is an error message' }]);
  }
  return Object.entries(json);
}

function nameOf(item: unknown): string | undefined {
  return isRecord(item) && typeof item['name'] === 'string' ? item['name'] : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw queuedataNotOk('storages', [{ path: [], problem: `is not JSON: ${error.message}` }], error);
  }
}
