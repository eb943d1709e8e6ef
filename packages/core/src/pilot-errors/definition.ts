/** When a failure is found; who finds it follows from that. */
export type PilotErrorPhase =
  | 'pilot'
  | 'setup'
  | 'stage-in'
  | 'payload'
  | 'stage-out'
  | 'monitor'
  | 'signal'
  | 'recovery'
  | 'server'
  | 'event-service';

/**
 * What may help: nothing (`give-up`), another copy of the file (`next-replica`), the same thing again here (`retry`),
 * the same job again, preferably elsewhere (`resubmit`).
 */
export type Remedy = 'give-up' | 'next-replica' | 'retry' | 'resubmit';

/**
 * The lists of pilot 1 that a code is on. `G`: stage-in. `R`: recoverable, the job may be held for a later pilot to
 * store its outputs. `S`: the server may resubmit a user's job. `F`: worth another try through the federation (FAX).
 */
export type PilotErrorClass = 'G' | 'R' | 'S' | 'F';

/** Who can mend it. */
export type Blame = 'site' | 'user' | 'server' | 'network' | 'pilot';

/** One row of the error table as it is written; what is left out has the default of {@link PilotErrorEntry}. */
export interface PilotErrorDefinition {
  /** The number that the server, its monitor and its users know. Never reused, never changed. */
  readonly code: number;
  readonly phase: PilotErrorPhase;
  readonly remedy: Remedy;
  readonly classes?: readonly PilotErrorClass[];
  /** Reported as a negative number when a user's job fails with it, so that the server may resubmit the job elsewhere. */
  readonly negatedForUsers?: true;
  /** No component raises it any more. */
  readonly retired?: true;
  /** Exit code by which the wrappers of the grid know it. */
  readonly shell?: number;
  readonly blame: Blame;
  /** Other spellings of the name. The name without its underscores is understood anyway. */
  readonly aliases?: readonly string[];
  /** One line without a full stop: what happened. */
  readonly diagnosis: string;
  /** What to do about it, and whose it is. */
  readonly hint: string;
}
