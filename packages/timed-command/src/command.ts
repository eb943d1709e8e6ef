import type { Duplex, Readable } from 'node:stream';
import type { Ending, Exit } from './ending.ts';
import type { OutputStream } from './streams/output.ts';
import type { SignalGroup } from './processes/signals.ts';
import type { Usage } from './processes/usage.ts';

/**
 * Where a stream of output goes: into the result, nowhere, where ours goes, or into a file that is created or emptied
 * (0644, no symbolic link).
 */
export type OutputTarget = 'collect' | 'ignore' | 'inherit' | { readonly file: string };

/** A command as the caller gives it. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: CommandOptions;
}

/** How one command is to run. */
export interface CommandOptions {
  /** Working directory; ours when absent. A relative path starts at ours. */
  readonly cwd?: string;
  /** The whole environment: nothing is inherited. One variable is added, `TIMED_COMMAND_MARKS`. */
  readonly env: Readonly<Record<string, string>>;
  /** Wall clock for the command and everything it has started; absent, 0 and `Infinity` stand for no limit. */
  readonly timeoutMs?: number;
  /** Between the first signal and SIGKILL, 2000 when absent. */
  readonly graceMs?: number;
  /** The first signal, SIGTERM when absent; with SIGKILL there is no grace. */
  readonly killSignal?: NodeJS.Signals;
  /** Cancels the command. */
  readonly signal?: AbortSignal;
  /**
   * What the command reads: nothing (`ignore`, when absent), what we read (`inherit`), any other string as text, these
   * bytes, or a stream until it ends. Text that happens to be one of the two words goes in as bytes.
   */
  readonly stdin?: 'ignore' | 'inherit' | (string & {}) | Uint8Array | Readable;
  /** `collect` when absent. */
  readonly stdout?: OutputTarget;
  /** `collect` when absent; `merge` sends it where stdout goes, in exact order. */
  readonly stderr?: OutputTarget | 'merge';
  /**
   * How much of each stream is kept in memory, 8 MiB when absent: beginning and end, and between them a gap. No more
   * than half a gigabyte of text, which is what Node can hold in one string.
   */
  readonly maxOutputBytes?: number;
  /** A directory that takes a stream whole once it exceeds `maxOutputBytes`. */
  readonly spillDirectory?: string;
  /** Gets collected output as it comes. What it throws stops the command and rejects the result. */
  readonly onOutput?: (chunk: Buffer, stream: OutputStream) => void;
  /** `text` (UTF-8) when absent. */
  readonly encoding?: 'text' | 'buffer';
  /**
   * What happens to processes that outlive the command: `kill` (when absent), `wait` for them within the limit, or
   * `leave` them alone.
   */
  readonly leftovers?: 'kill' | 'wait' | 'leave';
  /**
   * `pid` puts the command into a PID namespace of its own, which the kernel empties; `not-started` where that is
   * forbidden. `tree` when absent.
   */
  readonly isolate?: 'tree' | 'pid';
  /**
   * Is told of each first signal and of each SIGKILL that we decide to send, before it is sent. What it throws rejects
   * the result, once the command is over.
   */
  readonly onSignal?: (signal: NodeJS.Signals) => void;
  /**
   * Reaches a process group that runs under another identity, where our signals are denied. After 10 s it counts as
   * denied; what it throws rejects the result, once the command is over.
   */
  readonly signalGroup?: SignalGroup;
  /** A duplex byte channel to the command as its descriptor 3. */
  readonly channel?: boolean;
  /** Stays in our session and group, where it may use the terminal; only what it starts elsewhere is told apart by its mark. */
  readonly foreground?: boolean;
  /**
   * `sampled` (when absent): the command and its descendants are looked at while they run, for as much as 1 % of a
   * core. `counted`: only what the kernel has counted is told at the end, for callers that look themselves, or do not
   * ask.
   */
  readonly usage?: 'sampled' | 'counted';
  /** What becomes of the command when this process vanishes, by SIGKILL for instance: `kill` (when absent) or `leave`. */
  readonly whenWeDie?: 'kill' | 'leave';
}

/** A command that may still run. */
export interface RunningCommand<Collected = string> {
  /** The leader of the command's process group; `undefined` until it has started, and for ever when it cannot. */
  readonly pid: number | undefined;
  /** Resolves as soon as the process exists, with its pid, or with `undefined` when it never will. Never rejects. */
  readonly started: Promise<number | undefined>;
  /** Our end of the command's descriptor 3. It ends by itself; the result does not wait for its reader. */
  readonly channel?: Duplex;
  /** Rejects only when a function of the caller's throws. */
  readonly result: Promise<CommandResult<Collected>>;
  /** Ends the command as its limit would: the ending is `cancelled`. The first cause stands. */
  stop(reason?: unknown): void;
}

/** Everything that is known of a command that has ended. */
export interface CommandResult<Collected = string> {
  readonly ending: Ending;
  /** How the process itself ended, also after a timeout; `undefined` when it never started or could not be killed. */
  readonly exit: Exit | undefined;
  readonly pid: number | undefined;
  readonly stdout: Collected;
  readonly stderr: Collected;
  /** What the command wrote, kept or not; 0 for streams that were not collected. */
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  /** Whether `stdout` or `stderr` has a gap. */
  readonly truncated: boolean;
  /** Files that hold a stream whole, where it was too long for memory and `spillDirectory` was given. */
  readonly spilled: { readonly stdout?: string; readonly stderr?: string };
  /** Why a spill file is not whole (`ENOSPC`, for instance). */
  readonly spillFailure: string | undefined;
  /** From the call to the end of the process itself. */
  readonly durationMs: number;
  /** What ending the rest of the tree took, grace included. */
  readonly killMs: number;
  readonly usage: Usage;
  /** How many processes outlived the command: killed, waited for or left as `leftovers` says. */
  readonly leftovers: number;
  /** Whether two looks have shown that nothing of the command is left. False where the kernel forbids the mark, and after `leave`. */
  readonly proved: boolean;
}
