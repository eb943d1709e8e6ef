import { reasonOf } from '@panda-pilot/core';
import { z } from 'zod';
import type { HttpAnswer } from './http/answer.ts';
import type { Dispatcher } from './jobs/dispatcher.ts';
import type { IncomingCall } from './http/incoming-call.ts';
import { type FaultSchedule, misbehaviourSchema } from './http/misbehaviour.ts';
import type { RequestLog } from './http/request-log.ts';

/** What `/local/*` shows and changes. */
export interface LocalApiOptions {
  readonly dispatcher: Dispatcher;
  readonly faults: FaultSchedule;
  readonly requests: RequestLog;
}

const commandSchema = z.strictObject({ pandaId: z.int(), text: z.string() });
const killSchema = z.strictObject({ pandaId: z.int(), code: z.int().optional() });

/**
 * Answers `/local/*`, which the real server does not have: submit, jobs, job/<id>, command, kill, misbehave, requests.
 * Plain JSON; 400 with `{"error": sentence}` for what is wrong, 404 for what is not there.
 */
export function serveLocalCall(call: IncomingCall, options: LocalApiOptions): HttpAnswer {
  try {
    return json(200, call.verb === 'POST' ? change(call, options) : look(call.path, options));
  } catch (error) {
    if (error instanceof RangeError) return json(404, { error: error.message });
    return json(400, { error: error instanceof z.ZodError ? z.prettifyError(error) : reasonOf(error) });
  }
}

function look(path: string, { dispatcher, requests }: LocalApiOptions): unknown {
  if (path === '/local/jobs') return dispatcher.jobs();
  if (path === '/local/requests') return requests.all();
  const id = /^\/local\/job\/(\d+)$/.exec(path)?.[1];
  if (id !== undefined) return dispatcher.mustHave(Number(id));
  throw new RangeError(`there is no ${path}`);
}

function change({ path, headers, body }: IncomingCall, { dispatcher, faults }: LocalApiOptions): unknown {
  // A form in a browser cannot send this type, so that no web page can submit a job to this machine.
  if (headers['content-type'] !== 'application/json') throw new Error('the content type must be application/json');
  const sent: unknown = JSON.parse(body.toString('utf8'));
  if (path === '/local/submit') return { pandaId: dispatcher.submit(sent).pandaId };
  if (path === '/local/command') {
    const { pandaId, text } = commandSchema.parse(sent);
    return dispatcher.command(pandaId, text);
  }
  if (path === '/local/kill') {
    const { pandaId, code } = killSchema.parse(sent);
    return dispatcher.kill(pandaId, code);
  }
  if (path === '/local/misbehave') {
    faults.add(misbehaviourSchema.parse(sent));
    return { scripted: true };
  }
  throw new RangeError(`there is no ${path}`);
}

function json(status: number, value: unknown): HttpAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(value) };
}
