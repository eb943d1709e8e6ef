import { z } from 'zod';
import type { ServerAnswer } from '../transport/exchange.ts';
import { parseData, parseJson } from '../failures/parse-data.ts';
import { type CallContext, serverFailure } from '../failures/server-failure.ts';
import { usableBody } from '../transport/usable-body.ts';

/** What every method of this API answers. */
export interface Envelope {
  readonly success: boolean;
  readonly message: string;
  readonly data: unknown;
}

/**
 * The envelope in an HTTP answer. Throws PandaServerError when there is none. The Content-Type tells nothing: JSON
 * comes as text/plain.
 */
export function readEnvelope(answer: ServerAnswer, context: CallContext): Envelope {
  return asEnvelope(parseJson(usableBody(answer, context), context), context);
}

/** `value` as an envelope. Throws PandaServerError `bad-answer`. */
export function asEnvelope(value: unknown, context: CallContext): Envelope {
  const { success, message, data } = parseData(envelope, value, context);
  return { success, message, data };
}

/** The data of an accepted call. Throws PandaServerError for a refused one, also when the refusal hides under `success: true`. */
export function dataOf({ success, message, data }: Envelope, context: CallContext): unknown {
  const statusCode = statusCodeOf(data);
  if (success && (statusCode === undefined || statusCode === 0)) return data;
  const words = [message, diagnosisOf(data)].filter((part) => part !== '').join(': ');
  const facts = { serverMessage: words, ...(statusCode === undefined ? {} : { statusCode }) };
  throw serverFailure(context, { kind: refusalKind(message, statusCode), ...facts });
}

const envelope = z.object({
  success: z.boolean(),
  message: z
    .string()
    .nullish()
    .transform((words) => words ?? ''),
  data: z.unknown().optional(),
});

function statusCodeOf(data: unknown): number | undefined {
  return withStatusCode.safeParse(data).data?.StatusCode;
}

const withStatusCode = z.object({ StatusCode: z.number() });

function diagnosisOf(data: unknown): string {
  return z.object({ ErrorDiag: z.string() }).safeParse(data).data?.ErrorDiag ?? '';
}

type RefusalKind = 'time-out-status' | 'database' | 'invalid-state' | 'other-status' | 'denied' | 'missing' | 'refused';

/** The sentences are those of panda-server 1.0.3 and 0.8.1. */
function refusalKind(message: string, statusCode: number | undefined): RefusalKind {
  if (statusCode === 10 || /^(updating worker .*)?time(d )?out$/i.test(message)) return 'time-out-status';
  if (statusCode === 30 || /^database error/i.test(message)) return 'database';
  if (statusCode === 50) return 'invalid-state';
  if (denial.test(message)) return 'denied';
  if (absence.test(message)) return 'missing';
  return statusCode === undefined || statusCode === 0 ? 'refused' : 'other-status';
}

const denial =
  /secure connection is required|role required|no production\/pilot role|not (in )?authorized|token key is invalid/i;
const absence =
  /^'(?:proxy|token)' not found for |^token key is missing for |^failed for '.*' since \S+ is missing on /i;
