import type { Checksum } from '@panda-pilot/core';
import type { Secret } from '@panda-pilot/credentials';
import type { ServerCommand } from './server-command.ts';

/** The states that a pilot may report. */
export type ReportedState = 'starting' | 'running' | 'holding' | 'transferring' | 'finished' | 'failed';

/** What the pilot tells the server about a job. Only what is present is sent; a measure that is not a finite number is left out. */
export interface JobUpdate {
  readonly jobId: number;
  readonly state: ReportedState;
  /** The job's attemptNr. The server orders a kill when it is not the current one. */
  readonly attemptNumber?: number;
  /** `pilot_closed` in a final update closes the job instead of failing it. At most 80 characters. */
  readonly subStatus?: string;
  readonly siteName?: string;
  /** Worker node or slot. At most 128 characters. */
  readonly node?: string;
  readonly pilotId?: string;
  readonly schedulerId?: string;
  /**
   * The batch system's job id. At most 80 characters. Must stay the same through a job's life: for one that changes,
   * and is not a plain number, servers up to 1.0.3 answer StatusCode 30 for ever.
   */
  readonly batchId?: string;

  readonly startedAt?: Date;
  readonly endedAt?: Date;
  readonly timing?: PilotTiming;

  /** trans_exit_code. */
  readonly payloadExitCode?: number;
  /** Sent without its sign: the v1 API would store -1213 as it is. 0 takes back what an earlier update has said. */
  readonly pilotErrorCode?: number;
  /** At most 500 characters. Empty text takes back what an earlier update has said. */
  readonly pilotErrorDiag?: string;
  readonly exeErrorCode?: number;
  /** At most 500 characters. */
  readonly exeErrorDiag?: string;

  readonly cpuTimeSeconds?: number;
  /** Also describes the CPU: `s+Intel(R) Xeon(R)...`. */
  readonly cpuConsumptionUnit?: string;
  readonly cpuConversionFactor?: number;
  readonly cpuArchitectureLevel?: string;
  readonly coreCount?: number;
  /** Rounded: the v1 API takes an integer only. */
  readonly meanCoreCount?: number;
  readonly memory?: MemoryUse;
  readonly io?: IoUse;
  readonly eventCount?: number;
  readonly inputFileCount?: number;
  /** `{ coreCount: 8, leak: -3.2 }`; sent as blank-separated `key=value`, whole pairs up to 500 characters. */
  readonly jobMetrics?: Readonly<Record<string, string | number>>;
  /** LFNs. */
  readonly corruptedFiles?: readonly string[];

  /** What was stored, by LFN. Final states only; a good job whose log is not among them is failed by the server. */
  readonly outputReport?: Readonly<Record<string, ReportedFile>>;
  /** The payload's job report, as JSON text or as an object. The server keeps the first one, and none of a failed job. */
  readonly metadata?: string | Readonly<Record<string, unknown>>;
  /** Excerpt; the last 4000 characters are sent. */
  readonly pilotLog?: string;
  /** What a debug command gave; the last 2048 characters are sent. */
  readonly stdout?: string;

  readonly grid?: string;
  readonly sourceSite?: string;
  readonly destinationSite?: string;
  /** The server's own limit. Default: its 60 s. */
  readonly serverTimeoutSeconds?: number;
}

/** Seconds spent in each phase. */
export interface PilotTiming {
  readonly getJobSeconds: number;
  readonly stageInSeconds: number;
  readonly payloadSeconds: number;
  readonly stageOutSeconds: number;
  /** From the pilot's start to its first request. */
  readonly initialSetupSeconds: number;
  readonly setupSeconds: number;
}

/** Memory of the payload's process tree. */
export interface MemoryUse {
  readonly maxRssKB?: number;
  readonly maxVmemKB?: number;
  readonly maxSwapKB?: number;
  readonly maxPssKB?: number;
  readonly averageRssKB?: number;
  readonly averageVmemKB?: number;
  readonly averageSwapKB?: number;
  readonly averagePssKB?: number;
}

/** Bytes that the payload moved, as /proc counts them; the server stores kB. */
export interface IoUse {
  readonly readCharsBytes?: number;
  readonly writtenCharsBytes?: number;
  readonly readBytes?: number;
  readonly writtenBytes?: number;
  readonly readCharsBytesPerSecond?: number;
  readonly writtenCharsBytesPerSecond?: number;
  readonly readBytesPerSecond?: number;
  readonly writtenBytesPerSecond?: number;
}

/** One stored file, as the server's adder wants it. */
export interface ReportedFile {
  readonly guid: string;
  readonly sizeBytes?: number;
  /** adler32 or md5. */
  readonly checksum?: Checksum;
  readonly surl?: string;
  /** Replaces the LFN on the server. */
  readonly fullLfn?: string;
  /** The storage element (RSE). */
  readonly endpoint?: string;
}

/** The form of output reports: JSON, or the XML of servers before September 2024, which have the classic API only. */
export type OutputReports = 'json' | 'xml';

/** What the server answered to an update that it took. */
export interface UpdateAnswer {
  /** Repeated in every answer for as long as they stand. Empty when there is nothing to do. */
  readonly commands: readonly ServerCommand[];
  /** JSON text; comes with debug mode. */
  readonly pilotSecrets?: Secret;
}

/**
 * Whether this answer settles an update. A final one is settled by any answer: `alreadydone` means that the server has
 * the final state, `tobekilled` that it has archived the job. One that is not final is not settled by `tobekilled` or
 * `badattemptnr`, which may also say that nothing was stored.
 */
export function isAcknowledged(answer: UpdateAnswer, { final }: { readonly final: boolean }): boolean {
  return final || !answer.commands.some(({ kind }) => kind === 'tobekilled' || kind === 'badattemptnr');
}
