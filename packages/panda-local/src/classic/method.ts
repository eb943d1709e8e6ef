import type { Caller } from '../door/caller.ts';
import type { MethodContext } from '../v1/method-context.ts';
import type { PythonDict } from '../python/python-json.ts';
import type { ClassicAnswer } from './response.ts';

/** What a method may use beside its arguments. */
export interface ClassicContext extends Omit<MethodContext, 'caller'> {
  /** Absent: nobody has said who calls. */
  readonly caller: Caller | undefined;
  /** The caller takes JSON. */
  readonly asJson: boolean;
}

/** A method of the classic API; its arguments are bound, and as they came. Throwing is a crash: HTTP 500 with the message. */
export type ClassicMethod = (given: PythonDict, context: ClassicContext) => ClassicAnswer;
