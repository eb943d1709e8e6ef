import { PilotError } from '@panda-pilot/core';
import { describeEnding, type Exit } from '@panda-pilot/timed-command';
import type { SwitchRefusal } from './identity-switch.ts';

/** Exit codes by which gLExec (0.8 to 0.9.11) says that it has not run the command. Only 202 and 203 may be different in a moment. */
const meanings: Readonly<Record<number, { readonly words: string; readonly hint: string; readonly passing: boolean }>> =
  {
    126: {
      words: 'could not execute the command',
      hint: 'For the site: the account that gLExec switches to must be able to execute /usr/bin/env and /bin/sh',
      passing: false,
    },
    127: {
      words: 'did not find the command',
      hint: 'For the site: the account that gLExec switches to must find /usr/bin/env and /bin/sh',
      passing: false,
    },
    201: {
      words: 'refused the call',
      hint: 'For the site: the proxy, its owner and mode, or the path of the command is not to its liking; its log says which',
      passing: false,
    },
    202: {
      words: 'has an internal error',
      hint: 'For the site: check glexec.conf and the LCAS and LCMAPS files, their modes and their log',
      passing: true,
    },
    203: {
      words: 'did not authorise the call',
      hint: "For the site: the pilot's account must be in user_white_list, and LCMAPS must map the user's proxy; its log says which failed",
      passing: true,
    },
    204: {
      words: 'reports that what it ran used one of its own codes',
      hint: 'For the site: the epilogue of glexec.conf, or LCMAPS, ended with 201 to 204',
      passing: false,
    },
  };

/** What it means that gLExec ended without having run the supervisor. */
export function glexecRefusal(exit: Exit, words: string): SwitchRefusal {
  const meaning = exit.kind === 'exited' ? meanings[exit.exitCode] : undefined;
  const said = ownWords(words);
  const details = exit.kind === 'exited' ? { exitCode: exit.exitCode } : { signal: exit.signal };
  return {
    passing: meaning?.passing ?? false,
    error: new PilotError(
      'GLEXEC_FAILED',
      `glexec ${meaning?.words ?? describeEnding(exit)}${said === '' ? '' : `: ${said}`}`,
      {
        details,
        ...(meaning === undefined ? {} : { hint: meaning.hint }),
      },
    ),
  };
}

/** The lines that gLExec marks as its own, or else the last one. */
function ownWords(words: string): string {
  const lines = words.split('\n').filter((line) => line !== '');
  const own = lines.filter((line) => line.startsWith('[gLExec]'));
  return (own.length > 0 ? own : lines.slice(-1)).join('; ').slice(0, 1000);
}
