import type { Checksum, ChecksumAlgorithm, Logger } from '@panda-pilot/core';
import type { MoverTools } from './mover-tools.ts';

/**
 * One way of moving files between a storage element and the local disk.
 *
 * Every method rejects with a `MoverError`, or with `signal.reason` once the signal is aborted. A mover has no retry, no
 * sleep, no choice of replica and no pilot error code: the transfer engine has them, once for all movers. Only what is no
 * answer, that of a program that crashed for instance, is asked for once more (`withSecondTry`).
 */
export interface Mover {
  /** The copytool key in queuedata. Unique; never renamed. */
  readonly name: string;
  /** URL schemes it accepts, without the colon: `['root', 'xroot']`. */
  readonly schemes: readonly string[];
  readonly features: MoverFeatures;

  /** Copies `source` to the local path `destination`, which must not exist yet. Leaves nothing there when it rejects. */
  get(source: URL, destination: string, options: TransferOptions): Promise<Receipt>;
  /** Copies the local file `source` to `destination`, making parent directories as needed. */
  put(source: string, destination: URL, options: TransferOptions): Promise<Receipt>;
  /** Rejects with `not-found` when there is nothing at `file`. */
  stat(file: URL, options: CallOptions): Promise<RemoteStat>;
  /**
   * Asks the storage and never fetches the file to find out. `algorithm` is one of `features.checksums`; rejects with
   * `unsupported` when the storage has none for this file.
   */
  checksum(file: URL, algorithm: ChecksumAlgorithm, options: CallOptions): Promise<Checksum>;
  /** Removing what is not there succeeds. */
  remove(file: URL, options: CallOptions): Promise<void>;

  /** Present when one call for many files of one endpoint is cheaper. Settles each file on its own. */
  getMany?(
    requests: readonly GetRequest[],
    options: TransferOptions,
  ): Promise<readonly PromiseSettledResult<Receipt>[]>;
  putMany?(
    requests: readonly PutRequest[],
    options: TransferOptions,
  ): Promise<readonly PromiseSettledResult<Receipt>[]>;
  /** Present when a payload can open the file in place. */
  directUrl?(file: URL): URL;
  /** Present on tape-backed storage. */
  locality?(file: URL, options: CallOptions): Promise<'online' | 'nearline' | 'unknown'>;
  /**
   * Present where one call asks for many files on tape. Resolves once the storage has the request, and waits for no tape; what it
   * says of single files, their transfers tell. All are of one server.
   */
  recall?(files: readonly URL[], options: CallOptions): Promise<void>;
  /** Free bytes below `directory`. */
  freeSpace?(directory: URL, options: CallOptions): Promise<number>;
}

/** Facts about the storage. What it can *do* is told by the optional methods. */
export interface MoverFeatures {
  /** Best first. Empty: only sizes can be compared. */
  readonly checksums: readonly ChecksumAlgorithm[];
  /** No reader ever sees a half-written `put`. */
  readonly atomicPut: boolean;
  /** `put` replaces what is there; otherwise it rejects with `exists`. */
  readonly overwrites: boolean;
  /** `onProgress` is called while bytes flow, not only at the end. */
  readonly progress: boolean;
  /**
   * What is asked at one go (`stat`, `checksum`, `remove`) goes into one process or connection: the engine asks about all files of
   * a batch at once then, and else about as many as it transfers at once.
   */
  readonly gathersQuestions?: boolean;
  /**
   * The tool itself compares what it moved with the size and checksum that it is given, and fails where they differ: its
   * word is taken where neither catalogue nor storage says anything. A `put` is given the checksum of the source then.
   */
  readonly verifies?: boolean;
}

/** What every call is given. */
export interface CallOptions {
  /** Once aborted, the call rejects with `signal.reason`. */
  readonly signal: AbortSignal;
  /** After this the call rejects with `timed-out`; also given to tools that take a limit. */
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/** What a transfer is given. */
export interface TransferOptions extends CallOptions {
  /** From the catalogue. A tool that can verify in flight is given it; the engine verifies anyway. */
  readonly expected?: Expectation;
  /** For tools that want to be told. */
  readonly about?: FileAbout;
  /** Called with the bytes moved so far; never with fewer than before. */
  readonly onProgress?: (bytes: number) => void;
}

/** What a file must be once it has arrived. */
export interface Expectation {
  /** Bytes. */
  readonly size?: number;
  readonly checksum?: Checksum;
}

/** What the job says of a file, beside where it is. */
export interface FileAbout {
  readonly lfn: string;
  readonly scope?: string;
  readonly guid?: string;
  readonly dataset?: string;
  /** The class of space that an output goes to. */
  readonly spaceToken?: string;
}

/** One file of a `getMany`. Its `onProgress` is called where the mover can tell the files apart. */
export interface GetRequest extends Pick<TransferOptions, 'expected' | 'about' | 'onProgress'> {
  readonly source: URL;
  readonly destination: string;
}

/** One file of a `putMany`. Its `onProgress` is called where the mover can tell the files apart. */
export interface PutRequest extends Pick<TransferOptions, 'expected' | 'about' | 'onProgress'> {
  readonly source: string;
  readonly destination: URL;
}

/** What the storage says of a file. */
export interface RemoteStat {
  /** Bytes. */
  readonly size: number;
  readonly modifiedAt?: Date;
}

/** What a transfer did. */
export interface Receipt {
  readonly mode: 'copied' | 'linked';
  readonly bytes: number;
  /** Of the bytes that were moved, when the tool computed it on the way; never the catalogue's or the storage's word. */
  readonly checksum?: Checksum;
  /** Of a `put`: what the storage says of the file since it is there, where the mover has asked it already. */
  readonly stored?: Checksum;
}

/** How a mover is made; the default export of every mover module. */
export interface MoverDefinition<Options = unknown> {
  readonly name: string;
  readonly schemes: readonly string[];
  /**
   * What the mover's tests run against: `server`, the real program with a real storage behind it; `tool`, the real program, and
   * no storage of the kind that it is for; `documentation`, stand-ins that speak as documentation and the sources of other pilots
   * say the program did: nobody has run it here. `documentation` when left out.
   */
  readonly tier?: 'server' | 'tool' | 'documentation';
  /** Throws a readable error. Called before the first job, not at the first transfer. */
  parseOptions(raw: unknown): Options;
  create(options: Options, tools: MoverTools): Mover;
}
