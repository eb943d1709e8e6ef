import type { Logger } from '@panda-pilot/core';
import type { z } from 'zod';
import { gzipBody } from '../transport/gzip-body.ts';
import type { CallBounds } from '../panda-client.ts';
import { parseData } from '../failures/parse-data.ts';
import type { ServerAnswer } from '../transport/exchange.ts';
import type { CallContext } from '../failures/server-failure.ts';
import { timeLeft } from '../transport/time-left.ts';
import type { ServerRequest, Transport } from '../transport/transport.ts';
import { UnknownArguments } from '../wire/unknown-arguments.ts';
import { encodeJson, type WireRecord } from '../wire/wire-value.ts';
import { dataOf, type Envelope, readEnvelope } from './envelope.ts';

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
  /** The bound on a call that has none of its own. */
  readonly timeoutMs: number;
}

/** The API of the server at `origin`, reached over `transport`. */
export function createV1Api(transport: Transport, origin: string, logger: Logger): V1Api {
  const contextOf = (method: string): CallContext => ({ method, origin });
  const unknown = new UnknownArguments(logger);
  let packs = true;
  const answerTo = async (call: Call, bounds: CallBounds | undefined): Promise<Envelope> => {
    const left = timeLeft(bounds, transport.timeoutMs);
    const sendOnce = async (within: CallBounds | undefined): Promise<ServerAnswer> =>
      transport.send(await requestOf(call, { unknown, packs }), within);
    const send = async (within: CallBounds | undefined): Promise<Envelope> => {
      let answer = await sendOnce(within);
      if (packs && cannotUnpack(answer)) {
        packs = false;
        logger.info({ method: call.method, status: answer.status }, 'the server takes no gzip');
        answer = await sendOnce(left());
      }
      return readEnvelope(answer, contextOf(call.method));
    };
    let answer = await send(bounds);
    while (lacksAnArgument(answer, call, unknown)) answer = await send(left());
    return answer;
  };
  return {
    timeoutMs: transport.timeoutMs,
    contextOf,
    answerTo,
    async ask(call, shape, bounds) {
      const context = contextOf(call.method);
      return parseData(shape, dataOf(await answerTo(call, bounds), context), context);
    },
  };
}

/**
 * What stands before the server may know no gzip, and a server that knows none reads it as text, which 0x8b, its second
 * byte, is not.
 */
function cannotUnpack({ status, body }: ServerAnswer): boolean {
  return status === 415 || (status === 500 && /\b0x8b\b/.test(body));
}

function lacksAnArgument({ success, message }: Envelope, call: Call, unknown: UnknownArguments): boolean {
  return !success && 'body' in call && unknown.learn(call.method, call.body, message);
}

/** Both media types are compared as a whole by the server: with a `charset` the arguments vanish, and the answer is no JSON. */
const mediaType = 'application/json';

async function requestOf(
  call: Call,
  { unknown, packs }: { readonly unknown: UnknownArguments; readonly packs: boolean },
): Promise<ServerRequest> {
  const path = `/api/v1/${call.method}`;
  if ('body' in call) {
    const { method, repeatable = true } = call;
    const { body, headers } = await packed(
      encodeJson(unknown.without(method, call.body)),
      packs ? leastPackedBytes : Infinity,
    );
    return { method, verb: 'POST', path, headers, body, repeatable };
  }
  const { method, query, anonymous = false } = call;
  const headers = { Accept: mediaType };
  return { method, verb: 'GET', path: `${path}${queryText(query)}`, headers, repeatable: true, anonymous };
}

/** Below this a body fits into one packet as it is. */
const leastPackedBytes = 1400;

async function packed(
  text: string,
  leastBytes: number,
): Promise<{ body: string | Buffer; headers: Readonly<Record<string, string>> }> {
  const headers = { Accept: mediaType, 'Content-Type': mediaType };
  if (text.length < leastBytes) return { body: text, headers };
  return { body: await gzipBody(text), headers: { ...headers, 'Content-Encoding': 'gzip' } };
}

function queryText(query: Query): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) for (const each of [value ?? []].flat()) search.append(key, each);
  return search.size === 0 ? '' : `?${search.toString()}`;
}
