import type { Dialect } from '../dialect.ts';
import type { IncomingCall } from '../http/incoming-call.ts';
import { bindArguments } from './bind.ts';
import { type ClassicEndpoint, classicEndpoints, isClassicMethodName } from './endpoints.ts';
import { classicMethods } from './methods/table.ts';
import { classicArguments } from './read-arguments.ts';
import { encodeClassic, statusCodes } from './response.ts';

/** `/server/panda/<method>`, as releases up to 0.8.1 have it. Verbs do not matter, and a missing role is a StatusCode. */
export const classicDialect: Dialect = {
  prefix: '/server/panda/',
  has: isClassicMethodName,
  argumentsOf: classicArguments,
  answer({ call, method, given, who }, context) {
    if (!isClassicMethodName(method)) throw new Error(`there is no ${method}`);
    bindArguments(method, given);
    const asJson = takesJson(call);
    const caller = who.kind === 'known' ? who.caller : undefined;
    const { form }: ClassicEndpoint = classicEndpoints[method];
    const answer = classicMethods[method](given, { ...context, caller, asJson });
    return encodeClassic(answer, form === 'json' || (form === 'as-asked' && asJson));
  },
  databaseError: (call) => encodeClassic({ StatusCode: statusCodes.failed }, takesJson(call)),
};

function takesJson({ headers }: IncomingCall): boolean {
  return headers['accept']?.includes('application/json') === true;
}
