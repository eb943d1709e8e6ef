/** Everything a mover may touch besides the disk. The types are the shape of timed-command's, so that a fake is one line. */
export interface MoverTools {
  readonly runCommand: (file: string, args: readonly string[], options: RunOptions) => Promise<CommandOutcome>;
  readonly fetch: typeof globalThis.fetch;
  /** What the pilot was started with. A mover that drives a tool builds the tool's environment from it. */
  readonly env: Readonly<Record<string, string>>;
  /** Directory for what a mover needs for a while besides the files that it moves; where temporary files go when left out. */
  readonly scratch?: string;
}

/** How a command is to be run. */
export interface RunOptions {
  readonly cwd?: string;
  /** The child's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What the command reads; nothing when left out. */
  readonly stdin?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** How a command went; how it ended is a value, never an exception. */
export interface CommandOutcome {
  readonly ending: CommandEnding;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command ended, in the words of timed-command. */
export type CommandEnding =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signaled'; readonly signal: string }
  | { readonly kind: 'timed-out'; readonly forced: boolean }
  | { readonly kind: 'cancelled'; readonly forced: boolean; readonly reason: unknown }
  | { readonly kind: 'not-started'; readonly code: string; readonly message: string };
