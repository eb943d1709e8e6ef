import { isPilotError, redact, visibleJson } from '@panda-pilot/core';
import { isPandaServerError, pilotErrorFor } from '@panda-pilot/panda-client';
import { ConfigError } from './config/config-error.ts';
import { hang } from './hang.ts';
import type { Streams } from './streams.ts';

/**
 * Tells what went wrong: a person in one sentence and a hint, with a stack only for what is a bug of ours; a program in
 * one line of JSON.
 */
export function printError({ stderr }: Pick<Streams, 'stderr'>, error: unknown, form: 'text' | 'json' = 'text'): void {
  const known = isPandaServerError(error) ? pilotErrorFor(error) : error;
  stderr.write(form === 'json' ? `${visibleJson(asJson(known))}\n` : asText(known, stderr));
}

function asText(error: unknown, stderr: Streams['stderr']): string {
  const width = stderr.isTTY ? (stderr.columns ?? Infinity) : Infinity;
  const sentence = (head: string, text: string): string => `${hang(head, text, width).join('\n')}\n`;
  if (error instanceof ConfigError) {
    return [
      ...error.mistakes.map((mistake) => sentence('panda-pilot: ', mistake)),
      sentence('hint: ', error.hint),
    ].join('');
  }
  if (isPilotError(error))
    return sentence('panda-pilot: ', `${error.message} (${error.code})`) + sentence('hint: ', error.hint);
  return `panda-pilot: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}

function asJson(error: unknown): object {
  if (error instanceof ConfigError) {
    return { type: 'error', name: 'USAGE', message: error.message, mistakes: error.mistakes, hint: error.hint };
  }
  if (isPilotError(error)) return error.toJSON();
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { type: 'error', name: 'BUG', message: redact(message), stack: redact(stack ?? '') };
}
