import type { HttpAnswer } from './http/answer.ts';
import type { Identification } from './door/caller.ts';
import type { IncomingCall } from './http/incoming-call.ts';
import type { MethodContext } from './v1/method-context.ts';
import type { PythonDict } from './python/python-json.ts';

/** The server's APIs: `/api/v1/<module>/<method>`, and `/server/panda/<method>`, which releases after 0.8.1 do not have. */
export type ApiName = 'v1' | 'classic';

/** One API: how it reads calls, and how it answers them. */
export interface Dialect {
  /** What its paths begin with. */
  readonly prefix: string;
  has(method: string): boolean;
  /** Throws where the server answers 500 with the message. */
  argumentsOf(call: IncomingCall): PythonDict;
  /** The answer of one of its methods. Throwing is a crash: HTTP 500 with the message. */
  answer(admitted: AdmittedCall, context: Omit<MethodContext, 'caller'>): HttpAnswer;
  /** What its methods answer when the database is in trouble. */
  databaseError(call: IncomingCall): HttpAnswer;
}

/** A call that was let in. */
export interface AdmittedCall {
  readonly call: IncomingCall;
  readonly method: string;
  readonly given: PythonDict;
  readonly who: Exclude<Identification, { kind: 'refused' }>;
}
