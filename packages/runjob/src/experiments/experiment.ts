import type { Job, JobStep, Queuedata } from '@panda-pilot/core';
import type { SetUpLine } from './set-up.ts';

/** What an experiment's payloads expect to find. Pure: nothing here looks at the node. */
export interface Experiment {
  readonly name: string;
  /** What a shell does before a step; empty for a step that needs no software set up. Throws a PilotError for one that cannot be. */
  setUp(wanted: StepWanted): readonly SetUpLine[];
  /** Variables beside those that every payload gets. */
  environment(wanted: JobWanted): Readonly<Record<string, string>>;
  /** Directories below the work directory that a bare name of a transformation is looked for in before the work directory itself. */
  folders(step: JobStep): readonly string[];
  /** The arguments of a step, once it is known how the inputs are read. Absent where they do not depend on that. */
  argumentsFor?(args: readonly string[], wanted: ArgumentsWanted): readonly string[];
}

/** Whose payload, and where. */
export interface JobWanted {
  readonly job: Job;
  readonly queuedata: Queuedata;
  /** The pilot's own environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** How its inputs are read. */
export interface ArgumentsWanted extends JobWanted {
  /** Whether the payload opens one or more of them on the storage. */
  readonly inPlace: boolean;
}

/** One of its steps. */
export interface StepWanted extends JobWanted {
  readonly step: JobStep;
}
