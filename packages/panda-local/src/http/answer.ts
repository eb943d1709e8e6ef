import { pythonRepr } from '../python/python-repr.ts';

/** What every method answers. */
export interface MethodAnswer {
  readonly success: boolean;
  readonly message: string;
  readonly data: unknown;
}

/** An HTTP answer, before it meets the socket. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** `success: true`; which may still carry a StatusCode that is not 0. */
export function succeeded(data: unknown = null, message = ''): MethodAnswer {
  return { success: true, message, data };
}

/** `success: false`, with a sentence. */
export function refused(message: string, data: unknown = null): MethodAnswer {
  return { success: false, message, data };
}

/** JSON for those who ask for it in exactly these words; Python's repr for all others. `text/plain` in both cases. */
export function encodeAnswer(answer: MethodAnswer, headers: AnswerHeaders): HttpAnswer {
  const json = headers.contentType === 'application/json' || headers.accept === 'application/json';
  return text(200, json ? JSON.stringify(answer) : pythonRepr(answer));
}

/** The two headers of a request that choose the form of the answer. */
export interface AnswerHeaders {
  readonly contentType?: string | undefined;
  readonly accept?: string | undefined;
}

/** A bare sentence: refusals at the door and crashes. */
export function text(status: number, body: string): HttpAnswer {
  return { status, contentType: 'text/plain', body };
}
