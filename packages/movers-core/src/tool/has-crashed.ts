import type { CommandEnding } from '../contract/mover-tools.ts';

/**
 * Whether a program died of its own fault, which answers nothing: real clients abort in about one of some hundred or thousand
 * runs, often when all is done (gfal-copy 1.8.0 by gsiftp: "free(): invalid pointer"). A signal of ours ends a program as
 * `timed-out` or `cancelled`; a shell that launches the program tells its signal as 128 and the signal's number.
 */
export function hasCrashed(ending: CommandEnding): boolean {
  if (ending.kind === 'signaled') return faults.has(ending.signal);
  return ending.kind === 'exited' && faultsByShell.has(ending.exitCode);
}

/** GLib, on which gfal2 is built, ends a program by SIGTRAP. */
const faults: ReadonlySet<string> = new Set(['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV']);

/** The same signals, in the same order. */
const faultsByShell: ReadonlySet<number> = new Set([132, 133, 134, 135, 136, 139]);
