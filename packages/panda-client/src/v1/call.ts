import type { z } from 'zod';
import type { CallBounds } from '../panda-client.ts';
import type { CallContext } from '../server-failure.ts';
import type { ServerRequest, Transport } from '../transport.ts';
import { encodeJson, type WireRecord } from '../wire-value.ts';
import { dataOf, type Envelope, parseData, readEnvelope } from './envelope.ts';

/** A method of the API with its arguments. */
type Call =
  | {
      readonly method: string;
      readonly body: WireRecord;
      /** False for what the server must not get twice. Default true. */
      readonly repeatable?: false;
    }
  | {
      readonly method: string;
      readonly query: Query;
      /** Sent without the credential. */
      readonly anonymous?: true;
    };

/** Values of a query; a list is sent by repeating its key. */
type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Calls methods of `/api/v1`. */
export interface V1Api {
  /** The answer, also one that refuses. */
  answerTo(call: Call, bounds: CallBounds | undefined): Promise<Envelope>;
  /** The data of an answer that accepts. */
  ask<Data>(call: Call, shape: z.ZodType<Data>, bounds: CallBounds | undefined): Promise<Data>;
  /** What errors about `method` are told. */
  contextOf(method: string): CallContext;
}

/** The API of the server at `origin`, reached over `transport`. */
export function createV1Api(transport: Transport, origin: string): V1Api {
  const contextOf = (method: string): CallContext => ({ method, origin });
  const answerTo = async (call: Call, bounds: CallBounds | undefined): Promise<Envelope> =>
    readEnvelope(await transport.send(requestOf(call), bounds), contextOf(call.method));
  return {
    contextOf,
    answerTo,
    async ask(call, shape, bounds) {
      const context = contextOf(call.method);
      return parseData(shape, dataOf(await answerTo(call, bounds), context), context);
    },
  };
}

/** Both media types are compared as a whole by the server: with a `charset` the arguments vanish, and the answer is no JSON. */
const mediaType = 'application/json';

function requestOf(call: Call): ServerRequest {
  const path = `/api/v1/${call.method}`;
  if ('body' in call) {
    const { method, body, repeatable = true } = call;
    const headers = { Accept: mediaType, 'Content-Type': mediaType };
    return { method, verb: 'POST', path, headers, body: encodeJson(body), repeatable };
  }
  const { method, query, anonymous = false } = call;
  const headers = { Accept: mediaType };
  return { method, verb: 'GET', path: `${path}${queryText(query)}`, headers, repeatable: true, anonymous };
}

function queryText(query: Query): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) for (const each of [value ?? []].flat()) search.append(key, each);
  return search.size === 0 ? '' : `?${search.toString()}`;
}
