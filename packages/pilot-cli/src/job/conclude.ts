import type { Job } from '@panda-pilot/core';
import { type JobDirectory, type JobReport, openJournal, writeDurably } from '@panda-pilot/runjob';
import type { AgentContext, JobEnd } from '../context.ts';
import { removeTree } from '../recovery/remove-tree.ts';
import { deliver } from './deliver.ts';
import { type AgentTimings, finalUpdate } from './final-update.ts';

/** A job that is over, and the delivery of its final update. */
export interface SupervisedJob {
  readonly end: JobEnd;
  /** Resolves once the update was tried for the first time: the next job waits no longer than that. */
  readonly tried: Promise<void>;
  /** Resolves true once the server has acknowledged. */
  readonly delivered: Promise<boolean>;
}

/**
 * Delivers the final update, or that the job is held; when the server has a final one, nothing of the job is owed and
 * its directory goes.
 */
export function conclude(
  context: AgentContext,
  over: {
    readonly report: JobReport;
    readonly job?: Job;
    readonly directory?: JobDirectory;
    readonly timings?: AgentTimings;
    /** By this pilot, after another one. */
    readonly takenUp?: boolean;
  },
): SupervisedJob {
  const { pandaId, state, error } = over.report;
  const end: JobEnd = { pandaId, state, ...(error === undefined ? {} : { error }) };
  let onTried = (): void => undefined;
  const tried = new Promise<void>((resolve) => (onTried = resolve));
  const delivered = deliverAndClean(context, { ...over, onTried });
  return { end, tried: Promise.race([tried, delivered.then(() => undefined)]), delivered };
}

async function deliverAndClean(
  context: AgentContext,
  over: Parameters<typeof conclude>[1] & { readonly onTried: () => void },
): Promise<boolean> {
  const { report, onTried } = over;
  const held = report.state === 'holding';
  // A later pilot goes on in the directory of a job that is held, as it is.
  const directory = held ? undefined : over.directory;
  const logger = context.logger.child({ jobId: report.pandaId });
  const update = finalUpdate(report, { ...over, context });
  if (!held) await context.exchange?.tellFiles(report);
  const { updates, stop, times } = context;
  const result = await deliver(updates, update, { ...times, logger, stop, onTried });
  if (result.kind === 'undelivered') {
    logger.error({ err: result.reason }, 'the server does not have the final update; the next pilot sends it');
    context.report({ type: 'undelivered', pandaId: report.pandaId, reason: result.reason.message });
    if (directory !== undefined) await keepForNextPilot(context, directory, report);
    return false;
  }
  logger.info(
    { state: report.state, code: report.error?.code },
    context.updates.toServer ? 'the server has the final update' : 'the final update is told',
  );
  context.report({ type: 'reported', pandaId: report.pandaId, report });
  if (directory !== undefined) await forget(context, directory, report.state);
  return true;
}

/** The server knows the end: nothing of the job is owed any more. */
async function forget(context: AgentContext, directory: JobDirectory, state: JobReport['state']): Promise<void> {
  try {
    openJournal(directory.journal).append({ event: 'final-update-acknowledged', state });
  } catch (error) {
    context.logger.warn({ err: error }, 'the journal could not be closed; the next pilot would ask the server');
  }
  if (context.keep) return;
  await removeTree(directory.root).catch((error: unknown) =>
    context.logger.error({ err: error, directory: directory.root }, 'the directory of the job could not be removed'),
  );
}

async function keepForNextPilot(context: AgentContext, directory: JobDirectory, report: JobReport): Promise<void> {
  try {
    await writeDurably(directory.report, `${JSON.stringify(report, null, 1)}\n`);
  } catch (error) {
    context.logger.error({ err: error }, 'the report could not be kept for the next pilot');
  }
}
