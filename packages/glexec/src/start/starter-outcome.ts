import type { CommandResult, NotStarted } from '@panda-pilot/timed-command';
import { PilotError } from '@panda-pilot/core';
import type { Payload } from '../launcher.ts';
import type { StarterReport } from './starter.ts';

/**
 * The result of a payload whose starter could not become it: `not-started` names the culprit, as timed-command does. Throws
 * PAYLOAD_EXECUTION_FAILURE when a limit of the policy could not be set: without it the payload must not run.
 */
export function failedStart(
  result: CommandResult,
  report: Extract<StarterReport, { said: 'failed' }>,
  payload: Payload,
): CommandResult {
  return { ...result, ending: endingOf(report, payload), exit: undefined };
}

function endingOf(
  { culprit, detail }: Extract<StarterReport, { said: 'failed' }>,
  { file, sandbox, stdout, stderr }: Payload,
): NotStarted {
  const kind = 'not-started';
  switch (culprit) {
    case 'file':
      return {
        kind,
        code: detail,
        which: 'file',
        message: `${file} ${fileFlaw(detail)}, for the account that was to run it`,
      };
    case 'work':
      return { kind, code: 'EACCES', which: 'cwd', message: `the working directory ${sandbox.work} cannot be entered` };
    case 'output':
      return {
        kind,
        code: 'EACCES',
        which: 'system',
        message: `${detail === 'stdout' ? stdout : stderr} cannot be written`,
      };
    case 'limit':
      throw new PilotError('SETUP_FAILURE', `the limit on ${detail} that the queue demands cannot be set`);
    default:
      return { kind, code: 'UNKNOWN', which: 'system', message: `${culprit} ${detail}` };
  }
}

function fileFlaw(code: string): string {
  if (code === 'EINVAL') return 'has an equals sign in its name, which cannot be started with variables like these';
  return code === 'ENOENT' ? 'does not exist' : 'is not executable';
}
