import { constants } from 'node:os';
import type { CommandResult } from './command.ts';
import { describeEnding } from './ending.ts';
import { defaultPath } from './spawning/executable.ts';
import { runCommand } from './run-command.ts';

/** Exit code that pilot 1 put into the status of a command that had exceeded its limit. */
const timedOutExitCode = 110;

/**
 * The wiki's call, as Python's `commands.getstatusoutput` with a limit: a line for `sh`, both streams in one, one
 * newline cut from the end. The status is a wait status: 256 times the exit code, or the number of the signal that
 * killed it. Past the limit (0 stands for none) it is 28175, or 28169 when SIGKILL was needed: 110 * 256 plus the
 * signal. What could not be started has 127 or 126 times 256, and says why.
 */
export async function getStatusOutput(
  command: string,
  seconds = 0,
  env: Readonly<Record<string, string>> = { PATH: defaultPath, LC_ALL: 'C' },
): Promise<readonly [status: number, output: string]> {
  const result = await runCommand('/bin/sh', ['-c', command], { env, timeoutMs: seconds * 1000, stderr: 'merge' });
  const { ending, stdout } = result;
  return [waitStatus(result), ending.kind === 'not-started' ? describeEnding(ending) : stdout.replace(/\n$/, '')];
}

function waitStatus({ ending }: CommandResult): number {
  switch (ending.kind) {
    case 'exited':
      return ending.exitCode * 256;
    case 'signaled':
      return constants.signals[ending.signal];
    case 'timed-out':
    case 'cancelled':
      return timedOutExitCode * 256 + (ending.forced ? constants.signals.SIGKILL : constants.signals.SIGTERM);
    default:
      return (ending.code === 'ENOENT' ? 127 : 126) * 256;
  }
}
