import { totalmem } from 'node:os';
import { statfs } from 'node:fs/promises';
import { PilotError } from '@panda-pilot/core';
import { type AcquireJobsRequest, withRetries } from '@panda-pilot/panda-client';
import type { AgentContext } from '../context.ts';
import { troubleWith } from '../files/trouble-with.ts';
import type { SlotTime } from './slot-time.ts';

/**
 * Asks the server for one job, again and again while it does not answer and patience lasts. Resolves with the wire job,
 * or undefined when there is none; with `taskId` only jobs of that task count. Rejects with a PandaServerError, with
 * the PilotError of a credential that would not last for a job or of a work directory that is gone, or with the stop
 * signal's reason.
 */
export async function acquireJob(context: AgentContext, taskId?: number): Promise<unknown> {
  const { client, logger, stop, times } = context;
  const ask = async (): Promise<unknown> => {
    await context.checkCredential('stage-in');
    const patience = patient(stop);
    try {
      const acquired = await client.acquireJobs(await requestOf(context, taskId), { signal: patience.signal });
      return acquired.kind === 'jobs' ? acquired.jobs[0] : undefined;
    } finally {
      patience.end();
    }
  };
  const onRetry = (error: Error): void =>
    logger.warn({ err: error }, 'no answer to the request for a job; asking again');
  return await withRetries(ask, { patienceMs: times.serverPatienceMs, signal: stop, onRetry });
}

/** What this pilot has to offer, at this moment, to one of its slots. */
async function requestOf(context: AgentContext, taskId: number | undefined): Promise<AcquireJobsRequest> {
  const { label, node, queuedata, slots, slotTime } = context;
  return {
    siteName: queuedata.resource,
    computingElement: queuedata.name,
    node,
    memoryMB: Math.floor((context.memoryMb ?? totalmem() / 2 ** 20) / slots),
    diskSpaceMB: Math.floor((await freeDiskMb(context.workdir)) / slots),
    ...remainingTime(slotTime),
    ...context.acquireFacts,
    ...(context.launching?.needsProxy === true ? { withProxyKey: true } : {}),
    ...(taskId === undefined ? {} : { taskId }),
    ...(label === undefined ? {} : { prodSourceLabel: label }),
  };
}

/**
 * How long an answer may still take once the pilot is told to end: a job that the server has handed out is then
 * reported, not lost.
 */
const lastAnswerMs = 2000;

/** Aborted so long after `stop`; `end` lets go of it, for a pilot asks very often. */
function patient(stop: AbortSignal): { readonly signal: AbortSignal; end(): void } {
  const later = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const arm = (): void => {
    timer = setTimeout(() => later.abort(stop.reason), lastAnswerMs).unref();
  };
  if (stop.aborted) later.abort(stop.reason);
  else stop.addEventListener('abort', arm, { once: true });
  return {
    signal: later.signal,
    end() {
      clearTimeout(timer);
      stop.removeEventListener('abort', arm);
    },
  };
}

function remainingTime(slotTime: SlotTime): { readonly remainingTimeSeconds?: number } {
  const remainingTimeSeconds = slotTime.remainingSeconds();
  return remainingTimeSeconds === undefined ? {} : { remainingTimeSeconds };
}

async function freeDiskMb(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory).catch((cause: unknown) => {
    throw new PilotError('FILE_HANDLING_FAILURE', `${directory} ${troubleWith(cause, 'read')}`, {
      cause,
      hint: 'For the site: the work directory must be there as long as the pilot is',
    });
  });
  return Math.floor((bavail * bsize) / 2 ** 20);
}
