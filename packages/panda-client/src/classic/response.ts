import { z } from 'zod';
import { notTheServers, parseJson } from '../failures/parse-data.ts';
import { type CallContext, serverFailure } from '../failures/server-failure.ts';

/** What nearly every method of this API answers. The values of an urlencoded answer are text. */
export interface ClassicResponse {
  readonly statusCode: number;
  /** All of them, the StatusCode too. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Reads an answer: JSON, urlencoded fields, or a bare sentence that refuses. Throws PandaServerError for the last, and
 * for anything else.
 */
export function readResponse(body: string, context: CallContext): ClassicResponse {
  const fields = body.startsWith('{') ? parseJson(body, context) : Object.fromEntries(new URLSearchParams(body));
  const parsed = withStatusCode.safeParse(fields);
  if (parsed.success) return { statusCode: parsed.data.StatusCode, fields: parsed.data };
  throw bareRefusal(body, context) ?? notTheServers(body, { context, detail: 'it has no StatusCode' });
}

/** The fields of an accepted call. Throws PandaServerError for a refused one. */
export function fieldsOf({ statusCode, fields }: ClassicResponse, context: CallContext): unknown {
  if (statusCode === 0) return fields;
  const serverMessage = typeof fields['errorDialog'] === 'string' ? fields['errorDialog'] : '';
  throw serverFailure(context, { kind: kinds.get(statusCode) ?? 'other-status', statusCode, serverMessage });
}

const withStatusCode = z.looseObject({
  StatusCode: z.union([
    z.int(),
    z
      .string()
      .regex(/^\d+$/)
      .transform((digits) => Number(digits)),
  ]),
});

/** 20, no job, is an answer of getJob alone. */
const kinds = new Map<number, 'time-out-status' | 'database' | 'denied' | 'missing'>([
  [10, 'time-out-status'],
  [30, 'database'],
  [50, 'denied'], // the token key
  [60, 'denied'], // the role
  [70, 'denied'],
  [80, 'missing'], // the key
  [90, 'missing'], // the proxy or token
]);

/** The failure in a bare sentence: the methods of the event service and of workers refuse so. Undefined for any other text. */
export function bareRefusal(body: string, context: CallContext): Error | undefined {
  if (/^(?:failed to retrieve DN|production or pilot role is required)/.test(body)) {
    return serverFailure(context, { kind: 'denied', serverMessage: body });
  }
  return body.startsWith('Invalid worker state')
    ? serverFailure(context, { kind: 'refused', serverMessage: body })
    : undefined;
}
