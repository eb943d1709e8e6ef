import type { RunningCommand } from '@panda-pilot/timed-command';

/** Where the payload of a job works, and how it is started there. */
export interface PayloadPlace {
  /**
   * Makes it ready for the first step; what was staged in is there afterwards. Rejects with a PilotError: the payload
   * must not run then.
   */
  prepare(): Promise<void>;
  /** What lies in the staging directory becomes the payload's; what is there already stays as it is. Rejects with a PilotError. */
  handOver(): Promise<void>;
  /** Variables that are the place's, not the job's. */
  environment(): Readonly<Record<string, string>>;
  /** Rejects with a PilotError when it must not be started. */
  start(step: StepCommand): Promise<RunningCommand>;
  /** The file to store for an output that was found good in the work directory. Rejects with a PilotError. */
  collect(lfn: string): Promise<string>;
  /** The payload is over: makes readable whatever can be, for those who look what it means and for the log. Never rejects. */
  disclose(): Promise<void>;
  /**
   * Runs a short command of ours with the rights of the payload's account, outside of its box. Rejects with a
   * PilotError where there is no such way.
   */
  examine(command: readonly [string, ...string[]], bounds: ExaminationBounds): Promise<ExaminationResult>;
  /** The proxy of the job's owner was renewed. */
  renewCredential(): Promise<void>;
  /** Removes what it has made beyond the directory of the job. */
  close(): Promise<void>;
}

/** What a look at the payload may take. */
export interface ExaminationBounds {
  /** PATH of the command: its only variable beside the locale. */
  readonly path: string;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly signal: AbortSignal;
}

/** What a look at the payload has printed; what it came to does not matter. */
export interface ExaminationResult {
  readonly stdout: string;
  readonly stderr: string;
}

/** One step of the payload. */
export interface StepCommand {
  /** Whether it runs in the image of the job, if that has one; otherwise on the node itself. */
  readonly inImage: boolean;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: string;
  readonly stderr: string;
}
