import { PandaServerError, type ServerErrorKind, type ServerFailure } from './panda-server-error.ts';
import { printable } from './printable.ts';

/** Which call it was, for the sentence. */
export interface CallContext {
  /** `pilot/update_job`, `updateJob` */
  readonly method: string;
  /** `https://host:port` */
  readonly origin: string;
}

/** What a failed call is known by. */
export interface FailureFacts {
  readonly kind: ServerErrorKind;
  /** Completes the kind's sentence; ours, not the server's. */
  readonly detail?: string;
  readonly status?: number;
  readonly statusCode?: number;
  readonly retryAfterSeconds?: number;
  /** Raw: it is bounded and cleaned here. */
  readonly serverMessage?: string;
  readonly cause?: unknown;
}

/** Makes the error: one sentence, and the facts as fields. */
export function serverFailure(context: CallContext, facts: FailureFacts): PandaServerError {
  const serverMessage = facts.serverMessage === undefined ? '' : printable(facts.serverMessage);
  const particulars = [facts.detail, serverMessage].filter((part) => part !== undefined && part !== '');
  const { sentence, retryable } = kinds[facts.kind];
  const message = [context.method, sentence(context.origin, facts), ...particulars].join(': ');
  const failure: ServerFailure = {
    kind: facts.kind,
    method: context.method,
    retryable: typeof retryable === 'boolean' ? retryable : retryable(facts),
    ...(facts.status === undefined ? {} : { status: facts.status }),
    ...(facts.statusCode === undefined ? {} : { statusCode: facts.statusCode }),
    ...(serverMessage === '' ? {} : { serverMessage }),
    ...(facts.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: facts.retryAfterSeconds }),
  };
  return new PandaServerError(message, failure, facts.cause === undefined ? {} : { cause: facts.cause });
}

interface KindOfFailure {
  readonly sentence: (origin: string, facts: FailureFacts) => string;
  /** Whether the same call may go through later without anybody's help. */
  readonly retryable: boolean | ((facts: FailureFacts) => boolean);
}

const kinds: Record<ServerErrorKind, KindOfFailure> = {
  unreachable: { retryable: true, sentence: (origin) => `cannot reach ${origin}` },
  untrusted: { retryable: false, sentence: (origin) => `${origin} is not trusted` },
  'connection-lost': {
    retryable: true,
    sentence: (origin) => `lost the connection to ${origin} before the answer was complete`,
  },
  'timed-out': { retryable: true, sentence: (origin) => `no complete answer from ${origin} in time` },
  http: {
    retryable: ({ status = 0 }) => status >= 500 || passingStatuses.has(status),
    sentence: (origin, { status }) => `${origin} answered HTTP ${status}`,
  },
  'unknown-method': { retryable: false, sentence: (origin) => `${origin} does not have this method` },
  'bad-answer': { retryable: true, sentence: (origin) => `${origin} did not answer as a PanDA server does` },
  denied: { retryable: false, sentence: (origin) => `${origin} denied access` },
  missing: { retryable: false, sentence: (origin) => `${origin} does not have it` },
  refused: { retryable: false, sentence: (origin) => `${origin} refused` },
  'time-out-status': { retryable: true, sentence: (origin) => `${origin} ran out of time` },
  database: { retryable: true, sentence: (origin) => `${origin} has trouble with its database` },
  'invalid-state': { retryable: false, sentence: (origin) => `${origin} does not take this state` },
  'other-status': {
    retryable: false,
    sentence: (origin, { statusCode }) => `${origin} answered StatusCode ${statusCode}`,
  },
};

/** Request Timeout, Too Early, Too Many Requests. */
const passingStatuses: ReadonlySet<number> = new Set([408, 425, 429]);
