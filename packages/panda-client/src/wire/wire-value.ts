/**
 * A number that must be written as a float (`3000.0`): Python's JSON reader makes an int of `3000`, and the v1 API
 * refuses an int for a float.
 */
export interface WireFloat {
  readonly float: number;
}

/** What may stand in a request. Absent values are not sent. */
type WireValue = string | number | boolean | WireFloat | readonly WireRecord[] | undefined;

export type WireRecord = Readonly<Record<string, WireValue>>;

/** An id or an attempt number. Throws TypeError for what is not one: sending another job's id is worse than sending none. */
export function identifier(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`${name} must be a whole number, not ${value}`);
  return value;
}

/** Like `identifier`, for one that may be absent. */
export function optionalIdentifier(name: string, value: number | undefined): number | undefined {
  return value === undefined ? undefined : identifier(name, value);
}

/** A measure: rounded, since the server takes integers only; absent when it is not a finite number. */
export function integer(value: number | undefined): number | undefined {
  const rounded = Math.round(value ?? Number.NaN);
  return Number.isSafeInteger(rounded) ? rounded + 0 : undefined;
}

/** A measure that may have a fraction; absent when it is not a finite number. */
export function decimal(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** A measure that must look like a float. */
export function float(value: number | undefined): WireFloat | undefined {
  return value !== undefined && Number.isFinite(value) ? { float: value } : undefined;
}

/**
 * Text as a database takes it, at most `maxCharacters`: a NUL or half a surrogate pair would make the server refuse the
 * whole call.
 */
export function text(value: string | undefined, maxCharacters = Infinity): string | undefined {
  return value === undefined ? undefined : firstCharacters(storable(value), maxCharacters);
}

/** Like `text`, but keeps the end, where a log says what happened. */
export function lastText(value: string | undefined, maxCharacters: number): string | undefined {
  if (value === undefined) return undefined;
  return Array.from(storable(value.slice(-2 * maxCharacters)))
    .slice(-maxCharacters)
    .join('');
}

/** `YYYY-MM-DD HH:MM:SS` UTC, the only form that the server does not drop in silence. */
export function utcText(value: Date | undefined): string | undefined {
  if (value === undefined || Number.isNaN(value.getTime())) return undefined;
  return value.toISOString().slice(0, 19).replace('T', ' ');
}

/** Blank-separated `key=value`, whole pairs only, up to `maxCharacters`. */
export function keyValueText(
  pairs: Readonly<Record<string, string | number>> | undefined,
  maxCharacters: number,
): string | undefined {
  if (pairs === undefined) return undefined;
  const written = Object.entries(pairs)
    .filter(([, value]) => typeof value === 'string' || Number.isFinite(value))
    .map(([key, value]) => `${withoutBlanks(key)}=${withoutBlanks(String(value))}`);
  return written.reduce((line, pair) => {
    const longer = line === '' ? pair : `${line} ${pair}`;
    return Array.from(longer).length <= maxCharacters ? longer : line;
  }, '');
}

/** The server's own limit, s. At 10 or less it would not even look for a job. */
export function serverTimeout(seconds: number | undefined): number | undefined {
  const rounded = integer(seconds);
  return rounded === undefined ? undefined : Math.max(11, rounded);
}

/** The JSON text of a request. */
export function encodeJson(record: WireRecord): string {
  const fields = Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${JSON.stringify(key)}:${encodeValue(value)}`);
  return `{${fields.join(',')}}`;
}

/** The JSON text of a list of them. */
export function encodeJsonList(records: readonly WireRecord[]): string {
  return `[${records.map((record) => encodeJson(record)).join(',')}]`;
}

function encodeValue(value: WireValue): string {
  if (Array.isArray(value)) return encodeJsonList(value);
  if (typeof value === 'object' && 'float' in value) return floatText(value.float);
  return JSON.stringify(value);
}

function floatText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value);
}

function storable(value: string): string {
  return Buffer.from(value.replaceAll('\0', ''), 'utf8').toString('utf8');
}

function firstCharacters(value: string, maxCharacters: number): string {
  if (value.length <= maxCharacters) return value;
  return Array.from(value.slice(0, 2 * maxCharacters))
    .slice(0, maxCharacters)
    .join('');
}

function withoutBlanks(value: string): string {
  return storable(value).replaceAll(/\s+/g, '_');
}
