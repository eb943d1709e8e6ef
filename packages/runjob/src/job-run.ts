import type { Logger, OutputFile } from '@panda-pilot/core';
import type { TransferEngine, TransferEvent } from '@panda-pilot/movers-core';
import type { startCommand } from '@panda-pilot/timed-command';
import type { Assignment } from './state/assignment.ts';
import type { Journal } from './state/journal.ts';
import type { OpenLauncher } from './launch/payload-launcher.ts';
import type { PayloadPlace } from './launch/payload-place.ts';
import type { FromRunJob } from './channel/messages.ts';
import type { RemainingSteps } from './state/remaining-steps.ts';
import type { Catalogues } from './staging/catalogues/catalogues.ts';
import type { Declarations } from './staging/catalogues/declare-damaged.ts';
import type { Masks } from './secrets/masks.ts';
import type { StopOrder } from './channel/stop-order.ts';
import type { Verdict } from './report/verdict.ts';
import type { JobDirectory } from './state/workdir.ts';

/**
 * Rejects with a PilotError (1163, 1177, 1370, 1373, 1382) when the credential of transfers will not do for storing the
 * outputs of this job.
 */
export type CheckCredential = (
  assignment: Assignment,
  given: { readonly env: Readonly<Record<string, string>>; readonly logger: Logger },
) => Promise<void>;

/** Everything that running a job touches besides its directory. */
export interface RunJobDeps {
  readonly directory: JobDirectory;
  readonly assignment: Assignment;
  readonly journal: Journal;
  /** Makes the engine of this job; it tells what it does through `onEvent`. */
  createEngine(onEvent: (event: TransferEvent) => void): TransferEngine;
  /** Absent where no catalogue is asked or told. */
  readonly catalogues?: Catalogues;
  readonly startCommand: typeof startCommand;
  /** Absent where only plain payloads can be started. */
  readonly openLauncher?: OpenLauncher;
  /** The environment that the payload's is made from. */
  readonly env: Readonly<Record<string, string>>;
  /** Absent where nobody looks whether the credential of transfers lasts. */
  readonly checkCredential?: CheckCredential;
  readonly logger: Logger;
  readonly stop: StopOrder;
  /** Calls `listener` whenever the agent has renewed the proxy of the job's owner; absent where nobody does. */
  readonly whenRenewed?: (listener: () => void) => void;
  /** The error of a job whose payload was running when its supervisor died. */
  readonly lostPayload: 'NO_CHILD_PROCESSES' | 'LOST_JOB_NOT_FINISHED';
  readonly tell: (message: FromRunJob) => void;
}

/** What the phases of one job share: what to work with, what was done before, and the one verdict. */
export interface JobRun extends RunJobDeps {
  readonly engine: TransferEngine;
  readonly verdict: Verdict;
  readonly place: PayloadPlace;
  readonly before: RemainingSteps;
  /** Hide the secrets of the job's owner in what is told of the payload. */
  readonly masks: Masks;
  readonly declarations: Declarations;
  /** What is stored, or was to be, by LFN: the outputs that were found, those in archives too, and the log. */
  readonly storing: Map<string, OutputFile>;
}
