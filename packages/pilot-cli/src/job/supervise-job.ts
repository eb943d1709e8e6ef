import type { AgentContext } from '../context.ts';
import { acceptJob } from './accept-job.ts';
import { conclude, type SupervisedJob } from './conclude.ts';
import { failedReport } from './failed-report.ts';
import type { AgentTimings } from './final-update.ts';
import { jobToReport } from './job-to-report.ts';
import type { Reservation } from '../launch/launching.ts';

/**
 * Runs one job from the server's answer to its final update. A job that we cannot even begin is reported as failed. Rejects only, with
 * the PilotError, when the answer does not tell which job it is about.
 */
export async function superviseJob(
  context: AgentContext,
  given: {
    readonly wire: unknown;
    readonly site: string;
    readonly getJobMs: number;
    /** What its payload may have of the node. */
    readonly reserved?: Reservation;
  },
): Promise<SupervisedJob> {
  const gotJobAt = performance.now();
  const timings: { -readonly [name in keyof AgentTimings]: AgentTimings[name] } = {
    getJobMs: given.getJobMs,
    initialSetupMs: context.initialSetupMs,
  };
  const accepted = await acceptJob(context, given);
  if (accepted.kind === 'refused') {
    context.logger.error({ err: accepted.error }, 'the job cannot be run');
    return conclude(context, { report: failedReport(given.wire, accepted.error), timings });
  }
  const { job, directory, launch } = accepted;
  const onBegun = (): void => {
    timings.setupMs ??= performance.now() - gotJobAt;
  };
  const report = await jobToReport(context, { job, directory, launch, onBegun });
  return conclude(context, { report, job, directory, timings });
}
