import type { SandboxLayout } from './sandbox-layout.ts';

/** The directories of one payload, owned by the account that runs it. */
export interface Sandbox extends SandboxLayout {
  /** The uid that owns them. */
  readonly owner: number;
  /**
   * Puts a copy of the payload's own credential at `credential`, in place of an older one, such that a reader finds one or the other whole. Rejects
   * with a PilotError.
   */
  placeCredential(source: string): Promise<void>;
  /** Copies a file of the pilot's to `path` below the root, readable by the payload's account alone; a program
   * stays one, and can be read by everybody. Nothing is there until it is whole, and nothing that is there is replaced. Rejects with a PilotError. */
  bringIn(source: string, path: string): Promise<void>;
  /**
   * Copies what the payload has left at `path` below the root to the new file `destination`; resolves with its size. It is read with the payload's
   * rights, or, under the pilot's own account, only if it is a regular file with one name, reached without a symbolic link: nothing that the
   * payload itself could not read comes out. Rejects with a PilotError.
   */
  bringOut(path: string, destination: string, options?: { readonly maxBytes?: number }): Promise<number>;
  /**
   * Lets everybody read what the payload has left below `work`. Its own account does that, and follows no link: no file of anybody else is
   * touched. Rejects with a PilotError when nothing could be done at all.
   */
  disclose(): Promise<void>;
  /** Removes everything, whatever modes the payload has left behind. Rejects with a PilotError. */
  remove(): Promise<void>;
}
