import type { Logger } from '@panda-pilot/core';
import type { MethodAnswer } from '../http/answer.ts';
import type { Caller } from '../door/caller.ts';
import type { CredentialShelf } from '../door/credential-shelf.ts';
import type { Dispatcher } from '../jobs/dispatcher.ts';
import type { ArgumentsOf, MethodName } from './endpoints.ts';

/** What a method may use beside its arguments. */
export interface MethodContext {
  readonly caller: Caller;
  readonly dispatcher: Dispatcher;
  readonly credentials: CredentialShelf;
  /** Sent to pilots in debug mode. */
  readonly pilotSecrets: string | undefined;
  /** Worker nodes and workers seen since the start, by name. */
  readonly nodes: Set<string>;
  readonly logger: Logger;
}

/** A method of the API. Throwing is a crash: HTTP 500 with the message. */
export type Method<Name extends MethodName> = (given: ArgumentsOf<Name>, context: MethodContext) => MethodAnswer;
