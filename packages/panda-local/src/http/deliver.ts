import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Reply } from '../api.ts';

/** Between two pieces of a slow answer. */
const SLOW_STEP_MS = 50;

/** Sends an answer, or fails to, as scripted. A hanging one is left to the end of the server. */
export async function deliver(
  response: ServerResponse,
  { answer, delivery }: Reply,
  signal: AbortSignal,
): Promise<void> {
  const body = Buffer.from(answer.body);
  const head = { 'Content-Type': answer.contentType, 'Content-Length': body.length };
  switch (delivery.kind) {
    case 'hang':
      return;
    case 'cut':
      response.destroy();
      return;
    case 'whole':
      response.writeHead(answer.status, head).end(body);
      return;
    case 'cut-in-the-middle':
      response.writeHead(answer.status, head);
      response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy());
      return;
    case 'slow':
      response.writeHead(answer.status, head).flushHeaders();
      await trickle(response, body, { bytes: delivery.bytesPerSecond, signal });
  }
}

async function trickle(
  response: ServerResponse,
  body: Buffer,
  pace: { bytes: number; signal: AbortSignal },
): Promise<void> {
  const step = Math.max(1, Math.round((pace.bytes * SLOW_STEP_MS) / 1000));
  const stepMs = (step / pace.bytes) * 1000;
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    await pause(stepMs, undefined, { signal: pace.signal });
    response.write(body.subarray(at, at + step));
  }
  response.end();
}
