import type { ChecksumAlgorithm } from '@panda-pilot/core';

/** What a storage, or the tool that talks to it, answered. Each kind decides what is tried next and what the server is told. */
export type MoverErrorKind =
  /** Nothing at that name. */
  | 'not-found'
  /** Something at that name already. */
  | 'exists'
  /** Credentials or permissions do not suffice. */
  | 'denied'
  /** Disk or quota full, at whichever end was being written. */
  | 'no-space'
  | 'read-only'
  | 'timed-out'
  /** There, but not to be had at present: on tape, pool down, service in maintenance. */
  | 'offline'
  /** Connection refused, broken, or never made. */
  | 'network'
  | 'checksum-mismatch'
  | 'size-mismatch'
  /** This tool or storage cannot do that, whatever the moment. */
  | 'unsupported'
  /** The program that the mover drives is not installed. */
  | 'tool-missing'
  | 'other';

/** What a MoverError tells beside its message. */
export interface MoverErrorDetails {
  readonly kind: MoverErrorKind;
  /** URL or local path at which it happened. */
  readonly file: string;
  /** Of the tool. */
  readonly exitCode?: number;
  /** The tool's last words. */
  readonly tail?: string;
  /** Of a `checksum-mismatch`: what was compared. */
  readonly algorithm?: ChecksumAlgorithm;
  /** The storage asked to be left alone for so long, and to be asked again then (`Retry-After`). */
  readonly retryAfterMs?: number;
  /**
   * Says nothing of the file nor of the storage, and whoever asks again at once is most likely answered: the program crashed, or
   * was cut off before it began.
   */
  readonly momentary?: boolean;
  readonly cause?: unknown;
}

const brand = Symbol.for('@panda-pilot/movers-core/MoverError');

/** What movers reject with. Never subclassed: narrow it by kind, `isMoverError(error, 'not-found')`. */
export class MoverError extends Error {
  readonly kind: MoverErrorKind;
  readonly file: string;
  declare readonly exitCode?: number;
  declare readonly tail?: string;
  declare readonly algorithm?: ChecksumAlgorithm;
  declare readonly retryAfterMs?: number;
  declare readonly momentary?: boolean;

  constructor(message: string, details: MoverErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'MoverError';
    this.kind = details.kind;
    this.file = details.file;
    if (details.exitCode !== undefined) this.exitCode = details.exitCode;
    if (details.tail !== undefined) this.tail = details.tail;
    if (details.algorithm !== undefined) this.algorithm = details.algorithm;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    if (details.momentary !== undefined) this.momentary = details.momentary;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether `error` is a MoverError (of `kind`), also one of another installed copy of this package. */
export function isMoverError<Kind extends MoverErrorKind>(
  error: unknown,
  kind?: Kind,
): error is MoverError & { readonly kind: Kind } {
  if (!(error instanceof Error) || !(brand in error)) return false;
  return kind === undefined || ('kind' in error && error.kind === kind);
}
