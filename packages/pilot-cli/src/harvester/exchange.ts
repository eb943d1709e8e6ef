import type { Logger } from '@panda-pilot/core';
import type { JobUpdate } from '@panda-pilot/panda-client';
import type { JobReport } from '@panda-pilot/runjob';
import { writeAttributes } from './attributes-file.ts';
import { addEventStatus, eventStatusEntries } from './event-status.ts';
import type { HarvesterPlan } from './harvester-plan.ts';
import type { WireJobText } from './job-definitions.ts';
import { awaitJobs, takeJobs } from './job-inbox.ts';
import { writeJobReport } from './job-report.ts';
import { removeJobRequest, writeJobRequest } from './job-request.ts';
import { writeKillWorker } from './marker-files.ts';

/** The pilot's side of the exchange with Harvester. What it tells never stops a job: a file that cannot be written is logged. */
export interface HarvesterExchange {
  /**
   * The jobs that Harvester has put there, or undefined. In push mode waits for them as long as `patienceMs`. Rejects with
   * FILE_HANDLING_FAILURE for a definition that cannot be used, with `signal.reason` when aborted.
   */
  takeJobs(bounds: { readonly patienceMs: number; readonly signal: AbortSignal }): Promise<WireJobText[] | undefined>;
  /** Asks for so many further jobs. */
  askForJobs(jobCount: number): Promise<void>;
  /** What the server would be told, or is told as well. */
  tellState(update: JobUpdate): Promise<void>;
  /** Which files of a job that is over Harvester is to store, and what the payload said of itself. */
  tellFiles(report: JobReport): Promise<void>;
  /** The pilot is over: the worker may go. */
  end(): Promise<void>;
}

/** How often a directory is looked at for a new job. */
const lookEveryMs = 1000;

export function createHarvesterExchange(
  plan: HarvesterPlan,
  { logger, now = () => new Date() }: { readonly logger: Logger; readonly now?: () => Date },
): HarvesterExchange {
  // One after the other: several jobs share the files.
  let last = Promise.resolve();
  const tell = (what: string, write: () => Promise<void>): Promise<void> => {
    last = last.then(write).catch((error: unknown) => logger.warn({ err: error, what }, 'Harvester could not be told'));
    return last;
  };
  return {
    async takeJobs({ patienceMs, signal }) {
      const jobs =
        plan.mode === 'pull'
          ? await takeJobs(plan.jobDefinitions)
          : await awaitJobs(plan.jobDefinitions, { patienceMs, everyMs: lookEveryMs, signal });
      if (jobs !== undefined) await tell('request', () => removeJobRequest(plan.jobRequest));
      return jobs;
    },
    askForJobs: (jobCount) => tell('request', () => writeJobRequest(plan.jobRequest, jobCount)),
    tellState: (update) => tell('state', () => writeAttributes(plan.workerAttributes, update, now())),
    async tellFiles(report) {
      const entries = eventStatusEntries(report);
      if (entries.length > 0)
        await tell('files', () => addEventStatus(plan.eventStatus, { pandaId: report.pandaId, entries }));
      const { payloadReport } = report;
      if (payloadReport !== undefined) await tell('job report', () => writeJobReport(plan.jobReport, payloadReport));
    },
    end: () => tell('end', () => writeKillWorker(plan.launchDirectory)),
  };
}
