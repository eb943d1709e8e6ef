import type { Checksum } from '@panda-pilot/core';
import type { DamagedReplica, Replica } from '@panda-pilot/movers-core';

/** The file catalogues of a job, as far as the pilot asks and tells them. */
export interface Catalogues {
  /**
   * What Rucio knows of files: one answer for each, in their order. Absent where nobody says which server to ask.
   * Rejects with `signal.reason`, or RUCIO_SERVICE_UNAVAILABLE or RUCIO_LIST_REPLICAS_FAILED.
   */
  readonly find?: (
    files: readonly { readonly scope: string; readonly name: string }[],
    options: { readonly signal: AbortSignal },
  ) => Promise<readonly KnownFile[]>;
  /**
   * Tells Rucio of replicas that are not what it says; resolves with its words on those that it does not know. Absent
   * where nobody says which server to tell. Rejects with `signal.reason`, or whatever kept it from being told.
   */
  readonly suspect?: (
    damaged: readonly DamagedReplica[],
    options: { readonly signal: AbortSignal },
  ) => Promise<readonly string[]>;
  /**
   * Registers stored files: one answer for each, in their order. Absent where that is the PanDA server's work. Rejects
   * with `signal.reason`.
   */
  readonly register?: (
    files: readonly FileToRegister[],
    options: { readonly signal: AbortSignal },
  ) => Promise<readonly RegistrationAnswer[]>;
}

/** What a catalogue says of a file. */
export interface KnownFile {
  /** Bytes. */
  readonly size?: number;
  readonly checksum?: Checksum;
  /** None: it does not know the file. */
  readonly replicas: readonly Replica[];
}

/** A stored file, as a catalogue wants it. */
export interface FileToRegister {
  readonly lfn: string;
  readonly guid: string;
  readonly scope?: string;
  readonly dataset?: string;
  /** The storage, by its name in the catalogue. */
  readonly endpoint?: string;
  readonly surl: URL;
  /** Bytes. */
  readonly size: number;
  readonly checksum: Checksum;
}

/** `refused`: asking again is of no use, as far as the words go. */
export type RegistrationAnswer =
  | { readonly kind: 'registered' }
  | { readonly kind: 'refused' | 'unanswered'; readonly reason: string };
