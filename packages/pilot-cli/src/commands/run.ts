import { PilotError } from '@panda-pilot/core';
import { isPandaServerError } from '@panda-pilot/panda-client';
import { type AgentResult, runAgent } from '../agent.ts';
import { type ProcessFacts, compose } from '../compose.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Settings } from '../settings.ts';
import type { Wishes } from '../signals.ts';
import { printError } from '../print-error.ts';

/** `panda-pilot run`: resolves with the exit code. */
export async function run(settings: Settings, facts: ProcessFacts, wishes: Wishes): Promise<number> {
  const context = await compose(settings, facts, wishes);
  try {
    const result = await runAgent(context);
    context.logger.info(
      { finish: result.finish.kind, jobs: result.jobs.length, undelivered: result.undelivered },
      'pilot over',
    );
    return conclude(result, settings, facts);
  } finally {
    context.client.close();
  }
}

/** What is said at the end, and the exit code: the most serious of what happened. */
function conclude(result: AgentResult, settings: Settings, { streams }: ProcessFacts): number {
  const { finish, jobs, recovered, undelivered } = result;
  const failed = [...jobs, ...recovered].filter(({ state }) => state === 'failed');
  if (finish.kind === 'no-server') printError(streams, finish.error);
  if (undelivered > 0) {
    streams.stderr.write(
      `panda-pilot: the server lacks ${undelivered} final update${undelivered === 1 ? '' : 's'}; the next pilot below the same work directory sends what is owed\n`,
    );
  }
  if (finish.kind === 'no-job' && jobs.length + recovered.length === 0) {
    streams.stderr.write(`panda-pilot: no job for queue ${settings.queue} at ${settings.url}\n`);
    return exitCodes.noJob;
  }
  if (finish.kind === 'no-server')
    return isConfigurationFault(finish.error) ? exitCodes.configuration : exitCodes.serverUnreachable;
  if (undelivered > 0) return exitCodes.serverUnreachable;
  if (finish.kind === 'time-is-over') return exitCodes.limit;
  return failed.length > 0 ? exitCodes.jobFailed : exitCodes.done;
}

/** A server that answers, yet not to us: the credential or the URL is wrong. */
function isConfigurationFault(error: unknown): boolean {
  if (error instanceof PilotError) return false;
  return (
    isPandaServerError(error, 'denied') ||
    isPandaServerError(error, 'refused') ||
    isPandaServerError(error, 'unknown-method')
  );
}
