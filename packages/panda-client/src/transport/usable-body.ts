import type { ServerAnswer } from './exchange.ts';
import { type CallContext, serverFailure } from '../failures/server-failure.ts';

/** The body of an answer to a call that reached its method. Throws PandaServerError for every other. */
export function usableBody({ status, body, retryAfterSeconds }: ServerAnswer, context: CallContext): string {
  // Releases of 2023 and before say so under HTTP 200.
  const isUnknown = /^(?:ERROR|False) : (?:method )?\S* is forbidden/.test(body) || status === 404;
  if (status === 200 && !isUnknown) return body;
  const kind = isUnknown ? 'unknown-method' : denials.has(status) ? 'denied' : 'http';
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  throw serverFailure(context, { kind, status, serverMessage: body, ...wait });
}

const denials: ReadonlySet<number> = new Set([401, 403]);
