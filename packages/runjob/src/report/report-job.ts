import type { Job } from '@panda-pilot/core';
import { writeDurably } from '../state/durable-file.ts';
import type { JobReport, PayloadReport } from '../state/job-report.ts';
import type { JournalEvent } from '../state/journal.ts';
import { payloadReportIn } from '../interpretation/evidence.ts';
import { logExtract } from '../log/log-extract.ts';
import { remainingSteps } from '../state/remaining-steps.ts';
import type { PilotErrorRecord } from '../state/pilot-error-schema.ts';
import type { JobRun } from '../job-run.ts';

/** What the phases found. */
export interface Findings {
  readonly payload: PayloadReport;
  readonly logError: PilotErrorRecord | undefined;
  readonly timings: JobReport['timings'];
}

/**
 * Writes `D/report.json` and tells the agent. A disk that is full costs the file, not the report: the agent has it from
 * the channel. A job that is held has no such file: it is not over.
 */
export async function reportJob(run: JobRun, findings: Findings): Promise<JobReport> {
  const { assignment, directory, journal, masks, verdict } = run;
  const { job } = assignment;
  const error = withCoprocess(verdict.failure ?? verdict.holding, findings.payload);
  const { staged, skipped, stored, log } = remainingSteps(job, journal.events);
  const payloadReport = payloadReportIn(directory.work, masks);
  const report: JobReport = {
    version: 1,
    pandaId: job.pandaId,
    attemptNumber: job.attemptNumber,
    state: stateOf(verdict),
    ...(error === undefined ? {} : { error }),
    payload: findings.payload,
    inputs: job.inputs
      .filter(({ lfn }) => staged.has(lfn))
      .map(({ lfn, sizeBytes }) => ({ lfn, sizeBytes: sizeBytes ?? 0 })),
    ...foundByStageIn({ job, skipped, events: journal.events }),
    outputs: [...stored.values()],
    ...(log.kind === 'stored' ? { log: log.file } : {}),
    ...(findings.logError === undefined ? {} : { logError: findings.logError }),
    timings: findings.timings,
    ...(payloadReport === undefined ? {} : { payloadReport }),
    logExtract: logExtract(directory.work, error, masks),
  };
  if (report.state !== 'holding') await keepReport(run, report);
  run.tell({ type: 'ended', report });
  return report;
}

/** Whatever failed a job may have failed because of what had failed beside its steps. */
function withCoprocess(
  error: PilotErrorRecord | undefined,
  { coprocess }: PayloadReport,
): PilotErrorRecord | undefined {
  if (error === undefined || coprocess?.lastFailure === undefined) return error;
  const { failures, lastFailure } = coprocess;
  return { ...error, message: `${error.message}; the co-process failed ${failures} times, at last: ${lastFailure}` };
}

function stateOf({ failure, holding }: JobRun['verdict']): JobReport['state'] {
  if (failure !== undefined) return 'failed';
  return holding === undefined ? 'finished' : 'holding';
}

async function keepReport({ directory, journal, logger }: JobRun, report: JobReport): Promise<void> {
  try {
    await writeDurably(directory.report, `${JSON.stringify(report, null, 1)}\n`);
    journal.append({ event: 'report-written', state: report.state });
  } catch (error) {
    logger.error({ err: error }, 'the report could not be written');
  }
}

/** What stage-in found that others want to know. */
function foundByStageIn({
  job,
  skipped,
  events,
}: {
  readonly job: Job;
  readonly skipped: ReadonlySet<string>;
  readonly events: readonly JournalEvent[];
}): Pick<JobReport, 'skippedInputs' | 'damagedReplicas'> {
  const skippedInputs = job.inputs.flatMap(({ lfn, guid = '' }) => (skipped.has(lfn) ? [{ lfn, guid }] : []));
  const damaged = events.flatMap((one) => (one.event === 'replica-damaged' ? [one] : []));
  return {
    ...(skippedInputs.length === 0 ? {} : { skippedInputs }),
    ...(damaged.length === 0 ? {} : { damagedReplicas: damaged.map(({ lfn, url, kind }) => ({ lfn, url, kind })) }),
  };
}
