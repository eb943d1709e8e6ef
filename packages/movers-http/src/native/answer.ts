import type { IncomingMessage } from 'node:http';
import { type HttpAnswer, type HttpRequest, maxTextBytes } from '../transport.ts';
import { networkError } from './network-error.ts';

/** Reads the body, as far as anybody would. */
export async function answerOf(response: IncomingMessage, { url, signal }: HttpRequest): Promise<HttpAnswer> {
  const head = headOf(response);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      // Leaving the loop destroys the answer, and its connection.
      if (bytes >= maxTextBytes) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    // What a broken connection kept of the explanation for a refusal changes nothing.
    if (head.status < 400) throw networkError(error, url);
  }
  return { ...head, text: Buffer.concat(chunks).toString('utf8', 0, maxTextBytes) };
}

/** Without the body. */
export function headOf({ statusCode = 0, headers }: IncomingMessage): HttpAnswer {
  const pairs = Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]);
  return { status: statusCode, headers: Object.fromEntries(pairs), text: '' };
}
