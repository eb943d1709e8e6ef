import { type AnswerHeaders, encodeAnswer, type MethodAnswer, refused, succeeded } from '../http/answer.ts';
import { checkArguments } from './argument-check.ts';
import { type Caller, isLimited, isProduction } from '../door/caller.ts';
import type { AdmittedCall, Dialect } from '../dialect.ts';
import { type Endpoint, endpoints, isMethodName, type MethodName } from './endpoints.ts';
import { argumentsOf, type IncomingCall } from '../http/incoming-call.ts';
import type { Method, MethodContext } from './method-context.ts';
import { methods } from './methods/table.ts';

/** `/api/v1/<module>/<method>`. */
export const v1Dialect: Dialect = {
  prefix: '/api/v1/',
  has: isMethodName,
  argumentsOf,
  answer(admitted, context) {
    const { method, call } = admitted;
    if (!isMethodName(method)) throw new Error(`there is no ${method}`);
    return encodeAnswer(methodAnswer({ ...admitted, method }, context), answerHeaders(call));
  },
  databaseError: (call) => encodeAnswer(succeeded({ StatusCode: 30 }, 'Database error'), answerHeaders(call)),
};

function methodAnswer<Name extends MethodName>(
  { call, method, given, who }: AdmittedCallOf<Name>,
  context: Omit<MethodContext, 'caller'>,
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

interface AdmittedCallOf<Name extends MethodName> extends AdmittedCall {
  readonly method: Name;
}

const nobody: Caller = { dn: '', fqans: [] };

function accessError(access: Endpoint['access'], who: AdmittedCall['who']): string | undefined {
  if (access === 'anyone') return undefined;
  if (who.kind === 'anonymous' || isLimited(who.caller)) return 'SSL secure connection is required';
  return access === 'production' && !isProduction(who.caller) ? 'production or pilot role required' : undefined;
}

function answerHeaders({ headers }: IncomingCall): AnswerHeaders {
  return { contentType: headers['content-type'], accept: headers['accept'] };
}
