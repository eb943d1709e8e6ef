import type { Logger } from '@panda-pilot/core';
import type { JobUpdate } from '@panda-pilot/panda-client';
import type { JobReport } from '@panda-pilot/runjob';
import { writeAttributes } from './attributes-file.ts';
import { addEventStatus, eventStatusEntries } from './event-status.ts';
import type { HarvesterPlan } from './harvester-plan.ts';
import type { WireJobText } from './job-definitions.ts';
import { awaitJobs, putBack, takeJobs } from './job-inbox.ts';
import { writeJobReport } from './job-report.ts';
import { removeJobRequest, writeJobRequest } from './job-request.ts';

/** The pilot's side of the exchange with Harvester. What it tells never stops a job: a file that cannot be written is logged. */
export interface HarvesterExchange {
  /**
   * The jobs that Harvester has put there, or undefined. In push mode waits for them as long as `patienceMs`. Rejects with
   * FILE_HANDLING_FAILURE for a definition that cannot be used, with `signal.reason` when aborted.
   */
  takeJobs(bounds: {
    readonly patienceMs: number;
    readonly signal: AbortSignal;
  }): Promise<readonly WireJobText[] | undefined>;
  /** Puts jobs of the last definition back that this pilot has not begun: the next one takes them. */
  giveBack(jobs: readonly WireJobText[]): Promise<void>;
  /** Asks for so many further jobs. */
  askForJobs(jobCount: number): Promise<void>;
  /**
   * What the server would be told, or is told as well. Resolves with the error when Harvester cannot be told, and
   * without any when it is.
   */
  tellState(update: JobUpdate): Promise<Error | undefined>;
  /** Which files of a job that is over Harvester is to store, and what the payload said of itself. */
  tellFiles(report: JobReport): Promise<void>;
}

/** How often a directory is looked at for a new job. */
const lookEveryMs = 1000;

export function createHarvesterExchange(
  plan: HarvesterPlan,
  { logger, now = () => new Date() }: { readonly logger: Logger; readonly now?: () => Date },
): HarvesterExchange {
  // One after the other: several jobs share the files.
  let last: Promise<unknown> = Promise.resolve();
  const tell = (what: string, write: () => Promise<void>): Promise<Error | undefined> => {
    const told = last.then(write).then(
      () => undefined,
      (error: unknown) => {
        logger.warn({ err: error, what }, 'Harvester could not be told');
        return error instanceof Error ? error : new Error(String(error));
      },
    );
    last = told;
    return told;
  };
  let takenFrom = '';
  return {
    async takeJobs({ patienceMs, signal }) {
      const taken =
        plan.mode === 'pull'
          ? await takeJobs(plan.jobDefinitions)
          : await awaitJobs(plan.jobDefinitions, { patienceMs, everyMs: lookEveryMs, signal });
      if (taken === undefined) return undefined;
      takenFrom = taken.path;
      await tell('request', () => removeJobRequest(plan.jobRequest));
      return taken.jobs;
    },
    async giveBack(jobs) {
      await tell('jobs given back', () => putBack({ path: takenFrom, jobs }));
    },
    async askForJobs(jobCount) {
      await tell('request', () => writeJobRequest(plan.jobRequest, jobCount));
    },
    tellState: (update) => tell('state', () => writeAttributes(plan.workerAttributes, update, now())),
    async tellFiles(report) {
      const entries = eventStatusEntries(report);
      if (entries.length > 0)
        await tell('files', () => addEventStatus(plan.eventStatus, { pandaId: report.pandaId, entries }));
      const { payloadReport } = report;
      if (payloadReport !== undefined) await tell('job report', () => writeJobReport(plan.jobReport, payloadReport));
    },
  };
}
