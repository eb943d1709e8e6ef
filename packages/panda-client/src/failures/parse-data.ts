import type { z } from 'zod';
import { looksLikeMarkup } from './printable.ts';
import { type CallContext, serverFailure } from './server-failure.ts';

/** `value` in the shape of `schema`. Throws PandaServerError `bad-answer`. */
export function parseData<Data>(schema: z.ZodType<Data>, value: unknown, context: CallContext): Data {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'the answer' : issue.path.join('.');
  throw serverFailure(context, { kind: 'bad-answer', detail: `${place}: ${issue?.message ?? 'wrong shape'}` });
}

/** The value that JSON text stands for. Throws PandaServerError `bad-answer`. */
export function parseJson(body: string, context: CallContext): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw notTheServers(body, { context, detail: 'not JSON', cause: error });
  }
}

/** The failure for words that no PanDA server says. */
export function notTheServers(
  body: string,
  { context, detail, cause }: { readonly context: CallContext; readonly detail: string; readonly cause?: unknown },
): Error {
  const words = looksLikeMarkup(body) ? 'a web page' : detail;
  return serverFailure(context, { kind: 'bad-answer', detail: words, serverMessage: body, cause });
}
