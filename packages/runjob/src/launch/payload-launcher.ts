import type { Logger } from '@panda-pilot/core';
import type { RunningCommand } from '@panda-pilot/timed-command';
import type { JobDirectory } from '../state/workdir.ts';
import type { LaunchOrder } from '../state/launch-order.ts';
import type { ExaminationBounds, ExaminationResult } from './payload-place.ts';

/** A way of starting payloads. Package glexec has them; whoever composes a runjob hands them in. */
export interface PayloadLauncher {
  readonly name: string;
  /** Makes or finds the directories of one payload below `root`, owned by the account that it runs as. Rejects with a PilotError. */
  openSandbox(root: string): Promise<PayloadSandbox>;
  /** Rejects with a PilotError when this payload must not be started: it could get at something of the pilot's. */
  inspect(payload: PayloadStart): Promise<void>;
  /** Its ending is the payload's own; the result rejects with a PilotError when the payload never ran. */
  launch(payload: LaunchedPayload): RunningCommand;
}

/** Directories of one payload. Every call rejects with a PilotError. */
export interface PayloadSandbox {
  readonly work: string;
  readonly temporary: string;
  readonly home: string;
  /** Where a copy of the payload's own credential goes. */
  readonly credential: string;
  /** Replaces the copy: whoever reads finds the old one or the new one whole. */
  placeCredential(source: string): Promise<void>;
  /** Copies a file of the pilot's to the new file `path` below the root. */
  bringIn(source: string, path: string): Promise<void>;
  /** Copies what the payload has left at `path` to the new file `destination`, by nobody's rights but the payload's own. */
  bringOut(path: string, destination: string): Promise<number>;
  /** Runs a short command of ours as the account of the payload, outside of its box. */
  examine(command: readonly [string, ...string[]], bounds: ExaminationBounds): Promise<ExaminationResult>;
  /** Lets the pilot read everything in the work directory. */
  disclose(): Promise<void>;
  remove(): Promise<void>;
}

/** What is started, where. */
export interface PayloadStart {
  readonly sandbox: PayloadSandbox;
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** A step of the payload, ready to be started in a sandbox. */
export interface LaunchedPayload extends PayloadStart {
  readonly stdout: string;
  readonly stderr: string;
  readonly signal: AbortSignal;
  readonly graceMs: number;
  /** The sampler looks: nobody else need. */
  readonly usage: 'counted';
}

/** Makes the launcher that an order names. Rejects with a PilotError when there is none, and never gives another one. */
export type OpenLauncher = (
  order: LaunchOrder,
  given: { readonly directory: JobDirectory; readonly logger: Logger },
) => Promise<PayloadLauncher>;
