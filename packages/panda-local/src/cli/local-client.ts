import { z } from 'zod';

/** An error that is the whole message: it is printed without a stack. */
export class CommandError extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** Calls a running server's `/local/*`; throws a CommandError with what the server, or the network, said. */
export async function callLocal(url: string, path: string, options: LocalCallOptions): Promise<unknown> {
  const response = await send(url, path, options);
  const answer = await jsonOf(response, url);
  if (response.ok) return answer;
  const error = z.object({ error: z.string() }).safeParse(answer).data?.error;
  throw new CommandError(error ?? `${url} answers ${response.status}`);
}

/** A question, or a change. */
export interface LocalCallOptions {
  /** Sent as JSON; absent: a question. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

async function send(url: string, path: string, { body, signal }: LocalCallOptions): Promise<Response> {
  const post = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  try {
    return await fetch(new URL(path, url), { signal, ...(body !== undefined && post) });
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new CommandError(`no server answers at ${url}: ${cause}`, 'start one with: panda-local serve');
  }
}

async function jsonOf(response: Response, url: string): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new CommandError(`${url} is not a panda-local: it answers ${response.status} and no JSON`);
  }
}
