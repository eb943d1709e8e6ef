import type { Checksum, InputFile, OutputFile, PilotError } from '@panda-pilot/core';
import type { MoverErrorKind } from '../contract/mover-error.ts';

/** An input and where it may be had. */
export interface StageInRequest {
  readonly file: InputFile;
  /** Best first. */
  readonly replicas: readonly URL[];
  /** Absolute local path. Nothing stands there before the file is whole and verified. */
  readonly destination: string;
  /** `in-place`: the payload opens it where it is, if a copytool can name it so; else, and when left out, it is copied. */
  readonly access?: 'copy' | 'in-place';
  /** The replicas that the payload may open in place, best first (`openableReplicas`); decides instead of `access`. */
  readonly inPlace?: readonly URL[];
  /**
   * What becomes of a file of which nothing is left but a replica on tape. `wait`, the default: its tool recalls it. `refuse`: it
   * fails with attempts of the kind `offline`, for a job that does without it (`stageInVerdict`).
   */
  readonly onTape?: 'wait' | 'refuse';
  /** As far as anybody says, nothing of it is on disk: it is recalled together with the others of which this is true. */
  readonly onlyOnTape?: boolean;
}

/** An output or the log, and where it goes. */
export interface StageOutRequest {
  readonly file: OutputFile & { readonly guid: string };
  /** Absolute local path. */
  readonly source: string;
  readonly destination: URL;
  /** Where it goes when it cannot be stored there, best first. */
  readonly alternatives?: readonly URL[];
  readonly role: 'output' | 'log';
  /**
   * What becomes of a file with other content that stands at the destination. `refuse`, the default: it belongs to
   * somebody else, the transfer fails with FILE_EXISTS. `replace`: an earlier pilot of this very job began this transfer,
   * so what is there is its remains.
   */
  readonly conflict?: 'refuse' | 'replace';
}

/**
 * What was compared before a file was believed: checksums, or sizes where no checksum was to be had. `tool`: nothing that we
 * could ask said anything, and the tool is one that compares by itself.
 */
export type Verification = 'checksum' | 'size' | 'tool';

/** What became of an input. */
export type StageInOutcome = StagedFile | RemoteFile | FailedTransfer;

/** What became of an output. */
export type StageOutOutcome = StoredFile | FailedTransfer;

/** An input that stands at its path, verified. */
export interface StagedFile {
  readonly kind: 'staged';
  readonly lfn: string;
  readonly path: string;
  /** `present`: it was there already and right; nothing was copied. */
  readonly mode: 'copied' | 'linked' | 'present';
  /** Absent when it was present. */
  readonly copytool?: string;
  readonly url?: string;
  readonly sizeBytes: number;
  readonly checksum?: Checksum;
  readonly verification: Verification;
  readonly durationMs: number;
  /** Of the try that brought it; absent when it was present. */
  readonly times?: AttemptTimes;
  /** What did not work before this did. */
  readonly failedAttempts: readonly FailedAttempt[];
}

/** An input that was left where it is: the payload opens it itself. */
export interface RemoteFile {
  readonly kind: 'remote';
  readonly lfn: string;
  readonly copytool: string;
  /** What the payload opens. */
  readonly url: string;
  readonly durationMs: number;
  /** None: nothing was tried. */
  readonly failedAttempts: readonly FailedAttempt[];
}

/** An output that the storage holds, verified. */
export interface StoredFile {
  readonly kind: 'stored';
  readonly lfn: string;
  readonly guid: string;
  readonly role: 'output' | 'log';
  /** `present`: the storage held it already, with the same content; nothing was copied. */
  readonly mode: 'copied' | 'linked' | 'present';
  readonly copytool: string;
  readonly surl: string;
  readonly sizeBytes: number;
  /** adler32 of the local file, as the server wants it. */
  readonly checksum: Checksum;
  readonly verification: Verification;
  readonly durationMs: number;
  /** Of the try that stored it; absent when it was present. */
  readonly times?: AttemptTimes;
  readonly failedAttempts: readonly FailedAttempt[];
}

/** A file that could not be moved. Nothing of it is left at its destination. */
export interface FailedTransfer {
  readonly kind: 'failed';
  readonly lfn: string;
  readonly error: PilotError;
  /** Every attempt, oldest first; empty when the transfer was refused before the first byte. */
  readonly failedAttempts: readonly FailedAttempt[];
  readonly durationMs: number;
}

/** Moments of one try, in milliseconds on the engine's clock, which `transfer-ended` tells as well. */
export interface AttemptTimes {
  readonly beganAt: number;
  /** The bytes were moved, and are compared from here on; absent when it never came to that. */
  readonly movedAt?: number;
}

/** One try of one copytool with one URL. */
export interface FailedAttempt extends AttemptTimes {
  readonly endedAt: number;
  readonly copytool: string;
  readonly url: string;
  readonly kind: MoverErrorKind;
  readonly message: string;
}

/** What the engine tells while it works. Bytes never decrease within one attempt. */
export type TransferEvent =
  | {
      readonly type: 'transfer-started';
      readonly direction: Direction;
      readonly lfn: string;
      readonly copytool: string;
      readonly url: string;
      /** 1 for the first try of this file, over all copytools and URLs. */
      readonly attempt: number;
      readonly bytes: 0;
      readonly totalBytes?: number;
    }
  | {
      readonly type: 'transfer-progress';
      readonly direction: Direction;
      readonly lfn: string;
      readonly bytes: number;
      readonly totalBytes?: number;
    }
  | {
      /** Once for every file, whatever became of it, refused and present ones included; not for a cancelled one. */
      readonly type: 'transfer-ended';
      readonly direction: Direction;
      readonly lfn: string;
      readonly bytes: number;
      readonly totalBytes?: number;
      readonly outcome: StageInOutcome | StageOutOutcome;
      /** Now, in milliseconds on the engine's clock. */
      readonly at: number;
    };

/** Which way files go: to the job, or from it. */
export type Direction = 'stage-in' | 'stage-out';
