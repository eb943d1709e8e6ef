import { findPilotError, pilotErrorEntry, type PilotErrorCode, type PilotErrorName } from './pilot-errors.ts';
import type { Remedy } from './pilot-errors/definition.ts';
import { redact } from './redact.ts';
import { MASK } from './redact/mask.ts';
import { secretKind } from './redact/secret-name.ts';

/** Facts about one failure, flat, for reports and logs: paths, sizes, exit codes. */
export type PilotErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/** What a PilotError may tell beside its particulars. */
export interface PilotErrorOptions {
  readonly cause?: unknown;
  /** What to do in this very case; without it the table's hint stands. */
  readonly hint?: string;
  readonly details?: PilotErrorDetails;
}

/** A PilotError as it crosses a channel or lies in a report. The cause stays behind. */
export interface PilotErrorJson {
  readonly type: 'error';
  readonly code: number;
  readonly name: string;
  readonly message: string;
  readonly hint: string;
  readonly details: PilotErrorDetails;
}

const brand: unique symbol = Symbol.for('@panda-pilot/core/PilotError');

/**
 * A failure that the server is told about by number. Never subclassed: narrow it with {@link isPilotError}, which also
 * knows the errors of another copy of this package. Its message is the table's diagnosis followed by the particulars;
 * message, hint and details carry no secrets, the cause is kept as it is.
 */
export class PilotError extends Error {
  readonly [brand] = true;
  /** The key of the table. `name` is the class, as it is of every Error. */
  readonly errorName: PilotErrorName;
  readonly code: PilotErrorCode;
  readonly remedy: Remedy;
  readonly hint: string;
  readonly details: PilotErrorDetails;

  /** `particulars` say which file, host or command it was about. */
  constructor(errorName: PilotErrorName, particulars = '', options: PilotErrorOptions = {}) {
    const entry = pilotErrorEntry(errorName);
    const detail = redact(particulars);
    super(
      detail === '' ? entry.diagnosis : `${entry.diagnosis}: ${detail}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.errorName = errorName;
    this.code = entry.code;
    this.remedy = entry.remedy;
    this.hint = redact(options.hint ?? entry.hint);
    this.details = redactDetails(options.details ?? {});
  }

  toJSON(): PilotErrorJson {
    const { code, errorName: name, message, hint, details } = this;
    return { type: 'error', code, name, message, hint, details };
  }

  /**
   * The error that `json` was made from, on the other end of a channel. A name that this table lacks is looked up by
   * its number, and failing that becomes GENERAL_ERROR with the whole message as its particulars.
   */
  static fromJSON(json: PilotErrorJson): PilotError {
    const entry = findPilotError(json.name) ?? findPilotError(json.code) ?? pilotErrorEntry('GENERAL_ERROR');
    return new PilotError(entry.name, particularsOf(json.message, entry.diagnosis), {
      hint: json.hint,
      details: json.details,
    });
  }
}

PilotError.prototype.name = 'PilotError';

/** True for a PilotError of any copy of this package; with `name`, only for that error. */
export function isPilotError<Name extends PilotErrorName = PilotErrorName>(
  error: unknown,
  name?: Name,
): error is PilotError & { readonly errorName: Name } {
  if (typeof error !== 'object' || error === null || !(brand in error)) return false;
  return name === undefined || ('errorName' in error && error.errorName === name);
}

function redactDetails(details: PilotErrorDetails): PilotErrorDetails {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => [key, typeof value === 'string' ? redactValue(key, value) : value]),
  );
}

function redactValue(key: string, value: string): string {
  return secretKind(key) === undefined ? redact(value) : MASK;
}

function particularsOf(message: string, diagnosis: string): string {
  if (message === diagnosis) return '';
  return message.startsWith(`${diagnosis}: `) ? message.slice(diagnosis.length + 2) : message;
}
