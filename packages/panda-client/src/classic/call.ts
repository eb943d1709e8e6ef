import type { Logger } from '@panda-pilot/core';
import type { z } from 'zod';
import type { ServerAnswer } from '../transport/exchange.ts';
import { gzipBody } from '../transport/gzip-body.ts';
import type { CallBounds } from '../panda-client.ts';
import { parseData } from '../failures/parse-data.ts';
import type { CallContext } from '../failures/server-failure.ts';
import { timeLeft } from '../transport/time-left.ts';
import type { ServerRequest, Transport } from '../transport/transport.ts';
import { UnknownArguments } from '../wire/unknown-arguments.ts';
import { usableBody } from '../transport/usable-body.ts';
import { encodeJson, encodeJsonList, type WireRecord } from '../wire/wire-value.ts';
import { type ClassicResponse, fieldsOf, readResponse } from './response.ts';

/** A method of the API with its arguments; lists of records are sent as JSON text. */
interface Call {
  readonly method: string;
  readonly given: WireRecord;
  /** False for what the server must not get twice. Default true. */
  readonly repeatable?: boolean;
}

/** A method without arguments. */
interface PlainCall {
  readonly method: string;
  /** Sent without the credential. */
  readonly anonymous?: true;
}

/** Calls methods of `/server/panda`. */
export interface ClassicApi {
  /** The body, whatever it says. */
  bodyOf(call: Call, bounds: CallBounds | undefined): Promise<string>;
  /** The body of a method that wants no arguments and answers with text. */
  textOf(call: PlainCall, bounds: CallBounds | undefined): Promise<string>;
  /** The answer, also one that refuses. */
  answerTo(call: Call, bounds: CallBounds | undefined): Promise<ClassicResponse>;
  /** The fields of an answer that accepts. */
  ask<Data>(call: Call, shape: z.ZodType<Data>, bounds: CallBounds | undefined): Promise<Data>;
  /** What errors about `method` are told. */
  contextOf(method: string): CallContext;
}

/** The API of the server at `origin`, reached over `transport`. */
export function createClassicApi(transport: Transport, origin: string, logger: Logger): ClassicApi {
  const contextOf = (method: string): CallContext => ({ method, origin });
  const unknown = new UnknownArguments(logger);
  const bodyOf = async (call: Call, bounds: CallBounds | undefined): Promise<string> => {
    const left = timeLeft(bounds, transport.timeoutMs);
    let answer = await transport.send(await requestOf(call, unknown), bounds);
    while (isCrash(answer) && unknown.learn(call.method, call.given, answer.body)) {
      answer = await transport.send(await requestOf(call, unknown), left());
    }
    return usableBody(answer, contextOf(call.method));
  };
  const answerTo = async (call: Call, bounds: CallBounds | undefined): Promise<ClassicResponse> =>
    readResponse(await bodyOf(call, bounds), contextOf(call.method));
  return {
    contextOf,
    bodyOf,
    async textOf({ method, anonymous = false }, bounds) {
      const path = `/server/panda/${method}`;
      const request = { method, verb: 'GET', path, headers: {}, repeatable: true, anonymous } as const;
      return usableBody(await transport.send(request, bounds), contextOf(method));
    },
    answerTo,
    async ask(call, shape, bounds) {
      const context = contextOf(call.method);
      return parseData(shape, fieldsOf(await answerTo(call, bounds), context), context);
    },
  };
}

/** A method that does not take the call; the one that takes many says so in its own words. */
function isCrash({ status, body }: ServerAnswer): boolean {
  return status === 500 || /^\[\s*false\b/.test(body);
}

/** The server reads JSON of gzip only, and wants no header that says so. With this Accept it tells its reasons. */
async function requestOf(
  { method, given, repeatable = true }: Call,
  unknown: UnknownArguments,
): Promise<ServerRequest> {
  const body = await gzipBody(encodeJson(withTexts(unknown.without(method, given))));
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
  return { method, verb: 'POST', path: `/server/panda/${method}`, headers, body, repeatable };
}

function withTexts(given: WireRecord): WireRecord {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, Array.isArray(value) ? encodeJsonList(value) : value]),
  );
}
