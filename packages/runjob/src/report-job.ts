import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';
import type { JobReport, PayloadReport } from './job-report.ts';
import { logExtract } from './log-extract.ts';
import { remainingSteps } from './remaining-steps.ts';
import type { PilotErrorRecord } from './pilot-error-schema.ts';
import type { JobRun } from './job-run.ts';

/** What the phases found. */
export interface Findings {
  readonly payload: PayloadReport;
  readonly logError: PilotErrorRecord | undefined;
  readonly timings: JobReport['timings'];
}

/** The server's database takes no more in one piece; a payload report that is larger is left to the log. */
const largestPayloadReport = 10 * 1024 * 1024;

/** Writes `D/report.json` and tells the agent. A disk that is full costs the file, not the report: the agent has it from the channel. */
export async function reportJob(run: JobRun, findings: Findings): Promise<JobReport> {
  const { assignment, directory, journal, logger, verdict } = run;
  const { job } = assignment;
  const { failure } = verdict;
  const { staged, stored, log } = remainingSteps(job, journal.events);
  const payloadReport = readPayloadReport(join(directory.work, 'jobReport.json'));
  const report: JobReport = {
    version: 1,
    pandaId: job.pandaId,
    attemptNumber: job.attemptNumber,
    state: failure === undefined ? 'finished' : 'failed',
    ...(failure === undefined ? {} : { error: failure }),
    payload: findings.payload,
    inputs: job.inputs
      .filter(({ lfn }) => staged.has(lfn))
      .map(({ lfn, sizeBytes }) => ({ lfn, sizeBytes: sizeBytes ?? 0 })),
    outputs: job.outputs.flatMap(({ lfn }) => stored.get(lfn) ?? []),
    ...(log.kind === 'stored' ? { log: log.file } : {}),
    ...(findings.logError === undefined ? {} : { logError: findings.logError }),
    timings: findings.timings,
    ...(payloadReport === undefined ? {} : { payloadReport }),
    logExtract: logExtract(directory.work, failure),
  };
  try {
    await writeDurably(directory.report, `${JSON.stringify(report, null, 1)}\n`);
    journal.append({ event: 'report-written', state: report.state });
  } catch (error) {
    logger.error({ err: error }, 'the report could not be written');
  }
  run.tell({ type: 'ended', report });
  return report;
}

/** The payload's own report, if it is a JSON object in a regular file of bearable size; anything else is the payload's affair. */
function readPayloadReport(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined; // most payloads write none
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > largestPayloadReport) return undefined;
    const text = readFileSync(file, 'utf8');
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? text : undefined;
  } catch {
    return undefined; // not JSON
  } finally {
    closeSync(file);
  }
}
