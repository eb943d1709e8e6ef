import type { Logger } from '@panda-pilot/core';
import { type HttpAnswer, text } from './http/answer.ts';
import { type DoorOptions, identify } from './door/caller.ts';
import type { Dialect } from './dialect.ts';
import { argumentsOf, type IncomingCall } from './http/incoming-call.ts';
import type { MethodContext } from './v1/method-context.ts';
import { type Delivery, effectOf, type FaultSchedule } from './http/misbehaviour.ts';
import { plainValue, type PythonDict } from './python/python-json.ts';
import type { RequestLog } from './http/request-log.ts';
import { v1Dialect } from './v1/dialect.ts';

/** What the API needs beside the call. */
export interface ApiOptions {
  /** The APIs that this server has. */
  readonly dialects: readonly Dialect[];
  readonly door: DoorOptions;
  readonly faults: FaultSchedule;
  readonly requests: RequestLog;
  readonly context: Omit<MethodContext, 'caller'>;
  readonly logger: Logger;
}

/** An answer, and how it leaves. */
export interface Reply {
  readonly answer: HttpAnswer;
  readonly delivery: Delivery;
}

/** Answers one call of the API, scripted faults included, and records it. */
export function serveCall(call: IncomingCall, options: ApiOptions): Reply {
  const dialect = options.dialects.find(({ prefix }) => call.path.startsWith(prefix));
  const method = dialect === undefined ? call.path : call.path.slice(dialect.prefix.length);
  const fault = options.faults.take(method);
  const effect = fault === undefined ? undefined : effectOf(fault, () => (dialect ?? v1Dialect).databaseError(call));
  const given = readArguments(call, dialect);
  const own = effect?.works === false ? undefined : ownAnswer({ call, method, dialect, given }, options);
  const answer = effect?.answer ?? own ?? text(500, '');
  options.requests.add({
    at: options.door.clock(),
    verb: call.verb,
    method,
    arguments: given.ok ? plainArguments(given.values) : undefined,
    answer: { status: answer.status, body: answer.body },
    ...(fault !== undefined && { fault: typeof fault === 'string' ? fault : fault.kind }),
  });
  options.logger.info({ method, status: answer.status, ...(fault !== undefined && { fault }) }, 'request answered');
  return { answer, delivery: effect?.delivery ?? { kind: 'whole' } };
}

/** What the server itself answers: first the name, then the caller, then the body, then the method's own checks. */
function ownAnswer({ call, method, dialect, given }: ReadCall, options: ApiOptions): HttpAnswer {
  if (dialect?.has(method) !== true) return text(403, `ERROR : method ${method.split('/').at(-1)} is forbidden`);
  const { authorization, origin } = call.headers;
  const { certified, verdict } = call;
  const who = identify({ certified, verdict, authorization, origin }, options.door);
  if (who.kind === 'refused') return text(403, `ERROR : ${who.message}`);
  if (!given.ok) return text(500, given.message);
  try {
    return dialect.answer({ call, method, given: given.values, who }, options.context);
  } catch (error) {
    options.logger.error({ method, error: String(error) }, 'method crashed');
    return text(500, error instanceof Error ? error.message : String(error));
  }
}

interface ReadCall {
  readonly call: IncomingCall;
  readonly method: string;
  readonly dialect: Dialect | undefined;
  readonly given: ReadArguments;
}

type ReadArguments =
  | { readonly ok: true; readonly values: PythonDict }
  | { readonly ok: false; readonly message: string };

function readArguments(call: IncomingCall, dialect: Dialect | undefined): ReadArguments {
  try {
    return { ok: true, values: dialect === undefined ? argumentsOf(call) : dialect.argumentsOf(call) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function plainArguments(values: PythonDict): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, plainValue(value)]));
}
