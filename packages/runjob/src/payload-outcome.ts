import { PilotError } from '@panda-pilot/core';
import type { PayloadEnding } from './journal.ts';
import { notRunnableHint } from './payload-command.ts';

/**
 * What a payload's end means: undefined when it went well. `lastWords` is the last line it wrote to stderr. The exit code is never
 * reduced: 255 is a failure like any other.
 */
export function payloadFailure(ending: PayloadEnding, lastWords: string): PilotError | undefined {
  const tail = lastWords === '' ? '' : `: ${lastWords}`;
  switch (ending.kind) {
    case 'exited':
      if (ending.exitCode === 0) return undefined;
      return new PilotError('PAYLOAD_EXECUTION_FAILURE', `exit code ${ending.exitCode}${tail}`, {
        details: { exitCode: ending.exitCode },
      });
    case 'signaled':
      return new PilotError(
        ending.signal === 'SIGSEGV' ? 'PAYLOAD_SIGSEGV' : 'PAYLOAD_EXECUTION_FAILURE',
        `killed by ${ending.signal}${tail}`,
        {
          details: { signal: ending.signal },
        },
      );
    case 'timed-out':
      return new PilotError('REACHED_MAX_TIME', `the payload ran into the job's wall-time limit${tail}`);
    case 'cancelled':
      return new PilotError('KILL_SIGNAL', `the payload was stopped${tail}`);
    case 'not-started':
      if (ending.code === 'ENOENT' && ending.which === 'file')
        return new PilotError('TRANSFORM_NOT_FOUND', ending.message);
      return new PilotError('PAYLOAD_EXECUTION_FAILURE', ending.message, { hint: notRunnableHint });
  }
}

/** `transExitCode` for the server: a payload killed by a signal has the shell's 128 + n. */
export function transExitCode(
  payload: { readonly exitCode?: number | undefined; readonly signal?: string | undefined },
  signals: Readonly<Record<string, number>>,
): number | undefined {
  if (payload.exitCode !== undefined) return payload.exitCode;
  const number = payload.signal === undefined ? undefined : signals[payload.signal];
  return number === undefined ? undefined : 128 + number;
}
