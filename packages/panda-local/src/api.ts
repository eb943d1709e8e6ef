import type { Logger } from '@panda-pilot/core';
import { type AnswerHeaders, encodeAnswer, type HttpAnswer, type MethodAnswer, refused, text } from './answer.ts';
import { checkArguments } from './argument-check.ts';
import { type Caller, type DoorOptions, type Identification, identify, isProduction } from './caller.ts';
import { type Endpoint, endpoints, isMethodName, type MethodName } from './endpoints.ts';
import { argumentsOf, type IncomingCall } from './incoming-call.ts';
import type { Method, MethodContext } from './method-context.ts';
import { methods } from './methods/table.ts';
import { type Delivery, effectOf, type FaultSchedule } from './misbehaviour.ts';
import { plainValue, type PythonDict } from './python-json.ts';
import type { RequestLog } from './request-log.ts';

/** What the API needs beside the call. */
export interface ApiOptions {
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

const PREFIX = '/api/v1/';

/** Answers one call of the API, scripted faults included, and records it. */
export function serveCall(call: IncomingCall, options: ApiOptions): Reply {
  const method = call.path.startsWith(PREFIX) ? call.path.slice(PREFIX.length) : call.path;
  const fault = options.faults.take(method);
  const effect = fault === undefined ? undefined : effectOf(fault, answerHeaders(call));
  const given = readArguments(call);
  const own = effect?.works === false ? undefined : ownAnswer({ call, method, given }, options);
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
function ownAnswer({ call, method, given }: ReadCall, options: ApiOptions): HttpAnswer {
  if (!isMethodName(method)) return text(403, `ERROR : method ${method.split('/').at(-1)} is forbidden`);
  const who = identify({ authorization: call.headers['authorization'], origin: call.headers['origin'] }, options.door);
  if (who.kind === 'refused') return text(403, `ERROR : ${who.message}`);
  if (!given.ok) return text(500, given.message);
  try {
    return encodeAnswer(methodAnswer({ call, method, who }, given.values, options), answerHeaders(call));
  } catch (error) {
    options.logger.error({ method, error: String(error) }, 'method crashed');
    return text(500, error instanceof Error ? error.message : String(error));
  }
}

interface ReadCall {
  readonly call: IncomingCall;
  readonly method: string;
  readonly given: ReadArguments;
}

interface AdmittedCall<Name extends MethodName> {
  readonly call: IncomingCall;
  readonly method: Name;
  readonly who: Exclude<Identification, { kind: 'refused' }>;
}

function methodAnswer<Name extends MethodName>(
  { call, method, who }: AdmittedCall<Name>,
  given: PythonDict,
  { context }: ApiOptions,
): MethodAnswer {
  const { verb, access }: Endpoint = endpoints[method];
  const refusal = accessError(access, who);
  if (refusal !== undefined) return refused(refusal);
  if (call.verb !== verb) return refused(`expecting ${verb}, received ${call.verb}`);
  const checked = checkArguments(method, given);
  if (!checked.ok) return refused(`${checked.kind}: ${checked.message}`);
  const work: Method<Name> = methods[method];
  return work(checked.values, { ...context, caller: who.kind === 'known' ? who.caller : nobody });
}

const nobody: Caller = { dn: '', fqans: [] };

function accessError(
  access: Endpoint['access'],
  who: Exclude<Identification, { kind: 'refused' }>,
): string | undefined {
  if (access === 'anyone') return undefined;
  if (who.kind === 'anonymous') return 'SSL secure connection is required';
  return access === 'production' && !isProduction(who.caller) ? 'production or pilot role required' : undefined;
}

type ReadArguments =
  | { readonly ok: true; readonly values: PythonDict }
  | { readonly ok: false; readonly message: string };

function readArguments(call: IncomingCall): ReadArguments {
  try {
    return { ok: true, values: argumentsOf(call) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function plainArguments(values: PythonDict): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, plainValue(value)]));
}

function answerHeaders({ headers }: IncomingCall): AnswerHeaders {
  return { contentType: headers['content-type'], accept: headers['accept'] };
}
