import { z } from 'zod';
import { notTheServers, parseData, parseJson } from '../failures/parse-data.ts';
import { type CallContext, serverFailure } from '../failures/server-failure.ts';
import { fieldsOf, readResponse } from './response.ts';

/**
 * The answers in the answer of `updateJobsInBulk`, each as text of a single one. Throws PandaServerError when there are
 * not `expected` of them, and when one update has spoilt all.
 */
export function readBulk(body: string, expected: number, context: CallContext): readonly string[] {
  if (!body.startsWith('[')) return mustBeList(body, context);
  const [well, answers] = parseData(bulk, parseJson(body, context), context);
  if (typeof answers === 'string') throw serverFailure(context, { kind: 'refused', serverMessage: answers });
  if (well && answers.length === expected) return answers;
  throw serverFailure(context, { kind: 'bad-answer', detail: `${answers.length} answers to ${expected} updates` });
}

/** An entry is the text, or, for who takes JSON, an object that holds it. */
const entry = z.union([
  z.string(),
  z.object({ type: z.literal('json'), content: z.string() }).transform(({ content }) => content),
]);

const bulk = z.tuple([z.boolean(), z.union([z.string(), z.array(entry)])]);

/** A refusal may still be in there. */
function mustBeList(body: string, context: CallContext): never {
  fieldsOf(readResponse(body, context), context);
  throw notTheServers(body, { context, detail: 'no list of answers' });
}
