import { isPilotError } from '@panda-pilot/core';
import { isPandaServerError, pilotErrorFor } from '@panda-pilot/panda-client';
import { ConfigError } from './config/config.ts';
import type { Streams } from './streams.ts';

/** Tells a person what went wrong: one sentence and a hint; with a stack only for what is a bug of ours. */
export function printError({ stderr }: Streams, error: unknown): void {
  if (error instanceof ConfigError) {
    for (const mistake of error.mistakes) stderr.write(`panda-pilot: ${mistake}\n`);
    stderr.write(`hint: ${error.hint}\n`);
    return;
  }
  const known = isPandaServerError(error) ? pilotErrorFor(error) : error;
  if (isPilotError(known)) stderr.write(`panda-pilot: ${known.message} (${known.code})\nhint: ${known.hint}\n`);
  else stderr.write(`panda-pilot: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
