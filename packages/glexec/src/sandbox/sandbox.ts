import type { CommandResult } from '@panda-pilot/timed-command';
import type { SandboxLayout } from './sandbox-layout.ts';

/** What a command of the pilot's may take. */
export interface ExaminationBounds {
  /** PATH of the command: its only variable beside the locale. */
  readonly path: string;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  /** Ends it early, unless it runs as another account: then its time does. */
  readonly signal?: AbortSignal;
}

/** What such a command has printed. */
export type Examination = Pick<CommandResult, 'stdout' | 'stderr'>;

/** The directories of one payload, owned by the account that runs it. */
export interface Sandbox extends SandboxLayout {
  /** The uid that owns them. */
  readonly owner: number;
  /**
   * Puts a copy of the payload's own credential at `credential`, in place of an older one, such that a reader finds one
   * or the other whole. Rejects with a PilotError.
   */
  placeCredential(source: string): Promise<void>;
  /** Copies a file of the pilot's to `path` below the root, readable by the payload's account alone; a program
   * stays one, and can be read by everybody. Nothing is there until it is whole, and nothing that is there is replaced. Rejects with a PilotError. */
  bringIn(source: string, path: string): Promise<void>;
  /**
   * Copies what the payload has left at `path` below the root to the new file `destination`; resolves with its size. It
   * is read with the payload's rights, or, under the pilot's own account, only if it is a regular file with one name,
   * reached without a symbolic link: nothing that the payload itself could not read comes out. Rejects with a
   * PilotError.
   */
  bringOut(path: string, destination: string, options?: { readonly maxBytes?: number }): Promise<number>;
  /**
   * Runs a short command of the pilot's as the account of the payload, outside of any box: debuggers look into no other
   * processes. Resolves with what it has printed, at the latest some seconds after its time; rejects with a PilotError
   * where it could not be run at all.
   */
  examine(command: readonly [string, ...string[]], bounds: ExaminationBounds): Promise<Examination>;
  /**
   * The payload is over: ends what of another account is still at work here, then lets everybody read what the payload
   * has left below `work`. Its own account does both, and follows no link: no file or process of anybody else is
   * touched. Rejects with a PilotError when nothing could be done at all.
   */
  disclose(): Promise<void>;
  /** Removes everything, whatever modes the payload has left behind. Rejects with a PilotError. */
  remove(): Promise<void>;
}
