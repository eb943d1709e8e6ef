/**
 * How a command ended. `timed-out` and `cancelled` are our doing, `signaled` is somebody else's; `forced` tells that
 * SIGKILL was needed. `not-started` means that the program never ran: `code` is an errno name, `which` says what to
 * mend. A death by a real-time signal (34 to 64) is told as `exited` with 0: Node knows no name for it, and says
 * nothing of its number.
 */
export type Ending =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signaled'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'timed-out'; readonly forced: boolean }
  | { readonly kind: 'cancelled'; readonly forced: boolean; readonly reason: unknown }
  | NotStarted;

/** The program never ran. `which` names the culprit: the file, the working directory, the arguments (or options), or the system. */
export interface NotStarted {
  readonly kind: 'not-started';
  /** An errno name such as `ENOENT`, `EACCES`, `ENOEXEC`, `E2BIG`, `ENOTDIR` or `EINVAL`. */
  readonly code: string;
  readonly which: 'file' | 'cwd' | 'arguments' | 'system';
  readonly message: string;
}

/** How the process itself ended, whoever wanted it. */
export type Exit = Extract<Ending, { kind: 'exited' | 'signaled' }>;

/** One sentence about an ending, without a full stop. */
export function describeEnding(ending: Ending): string {
  switch (ending.kind) {
    case 'exited':
      return ending.exitCode === 0 ? 'succeeded' : `failed with exit code ${ending.exitCode}`;
    case 'signaled':
      return `was killed by ${ending.signal}`;
    case 'timed-out':
      return `timed out${forcedly(ending.forced)}`;
    case 'cancelled':
      return `was cancelled${because(ending.reason)}${forcedly(ending.forced)}`;
    default:
      return `could not be started: ${ending.message} (${ending.code})`;
  }
}

function forcedly(forced: boolean): string {
  return forced ? ' and had to be killed' : '';
}

function because(reason: unknown): string {
  if (reason instanceof Error) return `: ${reason.message}`;
  return typeof reason === 'string' ? `: ${reason}` : '';
}
