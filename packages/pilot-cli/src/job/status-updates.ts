import type { Job, Logger } from '@panda-pilot/core';
import type { JobUpdate } from '@panda-pilot/panda-client';
import type { AgentContext } from '../context.ts';
import type { JobOrders } from './job-orders.ts';
import { type KnownOfPayload, payloadUse } from './payload-use.ts';

/** Tells the server what a job is doing; never in the way of the job. */
export interface StatusUpdates {
  /** Sends the state as soon as the update before it is through; of several that wait only the newest is sent. */
  say(state: 'starting' | 'running'): void;
  /** Ends heartbeats and an update that is under way: the final one makes them moot. */
  close(): void;
}

export interface StatusUpdateDeps {
  readonly logger: Logger;
  readonly orders: JobOrders;
  /** What the server is told of the running job in debug mode: the answer to the operator's question, or the payload's last lines. */
  readonly debugOutput: () => Promise<string | undefined>;
  /** What is known of the payload at this moment. */
  readonly payload: () => KnownOfPayload;
}

/**
 * Signs of life on a timer of their own, whatever else happens: full updates tell the state and bring orders back;
 * between them short looks for orders keep a kill from waiting for the next one.
 */
export function createStatusUpdates(
  context: Pick<AgentContext, 'updateFacts' | 'updates' | 'times'>,
  job: Job,
  deps: StatusUpdateDeps,
): StatusUpdates {
  const { updates, times } = context;
  const { logger, orders } = deps;
  const closing = new AbortController();
  const { signal } = closing;
  let state: 'starting' | 'running' = 'starting';
  let waiting = false;
  let underWay = false;
  let heartbeat: NodeJS.Timeout | undefined;
  let poll: NodeJS.Timeout | undefined;

  /** What is said while an update is under way is said after it; of several that wait only the newest. */
  const send = async (): Promise<void> => {
    underWay = true;
    while (waiting && !signal.aborted) {
      waiting = false;
      await tell(context, { job, state, signal }, deps);
    }
    underWay = false;
    if (signal.aborted) return;
    clearTimeout(heartbeat);
    heartbeat = setTimeout(() => say(state), orders.debug ? times.debugHeartbeatMs : times.heartbeatMs);
    listen();
  };
  const listen = (): void => {
    clearTimeout(poll);
    if (times.orderPollMs > 0) poll = setTimeout(() => void ask(), times.orderPollMs);
  };
  const ask = async (): Promise<void> => {
    try {
      const { pandaId: jobId, attemptNumber } = job;
      const commands = await updates.orders({ jobId, state, attemptNumber }, { signal });
      if (!signal.aborted && commands !== undefined) heed(commands);
    } catch (error) {
      if (!signal.aborted) logger.debug({ err: error }, 'no answer to the look for orders');
    }
    if (!signal.aborted && !underWay) listen();
  };
  /** A job that has come into debug mode owes its first lines at once. */
  const heed = (commands: Parameters<JobOrders['hear']>[0]): void => {
    const was = { debug: orders.debug, question: orders.question };
    orders.hear(commands);
    if (orders.debug && (!was.debug || orders.question !== was.question)) say(state);
  };
  const say = (newest: typeof state): void => {
    state = newest;
    waiting = true;
    if (!underWay) void send();
  };
  return {
    say,
    close() {
      clearTimeout(heartbeat);
      clearTimeout(poll);
      closing.abort();
    },
  };
}

async function tell(
  { updateFacts, updates }: Pick<AgentContext, 'updateFacts' | 'updates'>,
  about: { readonly job: Job; readonly state: 'starting' | 'running'; readonly signal: AbortSignal },
  { debugOutput, logger, orders, payload }: StatusUpdateDeps,
): Promise<void> {
  const { job, state, signal } = about;
  try {
    const stdout = orders.debug ? await debugOutput() : undefined;
    const { pandaId: jobId, attemptNumber } = job;
    const update: JobUpdate = { ...updateFacts, ...payloadUse(payload(), job), jobId, state, attemptNumber };
    const answer = await updates.updateJob({ ...update, ...(stdout === undefined ? {} : { stdout }) }, { signal });
    if (!signal.aborted) orders.hear(answer.commands);
  } catch (error) {
    if (!signal.aborted) logger.warn({ err: error, state }, 'an update did not get through; the next one tells more');
  }
}
