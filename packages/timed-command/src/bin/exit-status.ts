import type { CommandResult, Exit } from '../index.ts';
import type { Invocation } from './parse-arguments.ts';
import { signalNumber } from './parse-signal.ts';

/** How this program is to end: with an exit code, or by the signal that ended the command. */
export type Departure = { readonly exitCode: number } | { readonly signal: NodeJS.Signals };

/** Exit codes of GNU timeout that are not the command's. */
export const exitCodes = { timedOut: 124, ownFault: 125, cannotExecute: 126, notFound: 127 } as const;

/** What GNU timeout would end with. */
export function departureFor(
  { ending, exit }: Pick<CommandResult, 'ending' | 'exit'>,
  { preserveStatus, killSignal }: Pick<Invocation, 'preserveStatus' | 'killSignal'>,
): Departure {
  switch (ending.kind) {
    case 'exited':
      return { exitCode: ending.exitCode };
    case 'signaled':
      return { signal: ending.signal };
    case 'not-started':
      return { exitCode: exitCodeOfFailure(ending) };
    default:
      return {
        exitCode:
          exit === undefined
            ? exitCodeWithout(ending.forced || killSignal === 'SIGKILL')
            : exitCodeAtLimit(exit, preserveStatus ? 'preserve' : 'replace'),
      };
  }
}

function exitCodeOfFailure({ which, code }: { readonly which: string; readonly code: string }): number {
  if (which === 'system') return exitCodes.ownFault;
  return which === 'file' && code === 'ENOENT' ? exitCodes.notFound : exitCodes.cannotExecute;
}

/** A command that was not yet running at its limit, or could not be killed. */
function exitCodeWithout(wantsKill: boolean): number {
  return wantsKill ? 128 + signalNumber('SIGKILL') : exitCodes.timedOut;
}

/** The command's own status, or 124; a command that had to be killed shows it either way. */
function exitCodeAtLimit(exit: Exit, status: 'preserve' | 'replace'): number {
  if (exit.kind === 'exited') return status === 'preserve' ? exit.exitCode : exitCodes.timedOut;
  return status === 'preserve' || exit.signal === 'SIGKILL' ? 128 + signalNumber(exit.signal) : exitCodes.timedOut;
}
