/**
 * What went wrong with a call.
 * - `unreachable`: no connection (address, refusal, network). The server has seen nothing.
 * - `untrusted`: the server could not prove who it is, or the way to it would show the token. Nothing secret was sent.
 * - `connection-lost`: the connection ended before the answer was complete. The server may have acted.
 * - `timed-out`: no complete answer within the call's bound. The server may have acted.
 * - `http`: a status other than 200; see `status`.
 * - `unknown-method`: the server does not have this method (another release, another API).
 * - `bad-answer`: not an answer of a PanDA server: HTML, garbage, the wrong shape, too large.
 * - `denied`: bad or expired token, missing role, banned user.
 * - `missing`: the server has no such key, proxy or token.
 * - `refused`: the server says no, in a sentence.
 * - `time-out-status`: StatusCode 10. - `database`: StatusCode 30. - `invalid-state`: it does not take this state of a job.
 * - `other-status`: a StatusCode without a meaning here.
 */
export type ServerErrorKind =
  | 'unreachable'
  | 'untrusted'
  | 'connection-lost'
  | 'timed-out'
  | 'http'
  | 'unknown-method'
  | 'bad-answer'
  | 'denied'
  | 'missing'
  | 'refused'
  | 'time-out-status'
  | 'database'
  | 'invalid-state'
  | 'other-status';

/** What is known about a failed call. */
export interface ServerFailure {
  readonly kind: ServerErrorKind;
  /** The server's method: `pilot/update_job`, in the classic API `updateJob`. */
  readonly method: string;
  /** HTTP. */
  readonly status?: number;
  /** PanDA's. */
  readonly statusCode?: number;
  /** The server's own words: one line, bounded, without secrets. */
  readonly serverMessage?: string;
  /** Whether the same call may go through later without anybody's help. */
  readonly retryable: boolean;
  /** How long the server asks to wait. */
  readonly retryAfterSeconds?: number;
}

const brand = Symbol.for('@panda-pilot/panda-client/PandaServerError');

/** A call to the PanDA server that gave no usable answer. */
export class PandaServerError extends Error implements ServerFailure {
  override readonly name = 'PandaServerError';
  readonly [brand] = true;
  readonly kind: ServerErrorKind;
  readonly method: string;
  declare readonly status?: number;
  declare readonly statusCode?: number;
  declare readonly serverMessage?: string;
  readonly retryable: boolean;
  declare readonly retryAfterSeconds?: number;

  constructor(message: string, failure: ServerFailure, options?: ErrorOptions) {
    super(message, options);
    this.kind = failure.kind;
    this.method = failure.method;
    if (failure.status !== undefined) this.status = failure.status;
    if (failure.statusCode !== undefined) this.statusCode = failure.statusCode;
    if (failure.serverMessage !== undefined) this.serverMessage = failure.serverMessage;
    this.retryable = failure.retryable;
    if (failure.retryAfterSeconds !== undefined) this.retryAfterSeconds = failure.retryAfterSeconds;
  }
}

/** Tells a PandaServerError, from whichever copy of this package, and of that kind if one is named. */
export function isPandaServerError(error: unknown, kind?: ServerErrorKind): error is PandaServerError {
  if (!(error instanceof Error) || !(brand in error)) return false;
  return kind === undefined || ('kind' in error && error.kind === kind);
}
