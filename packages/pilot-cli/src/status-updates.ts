import type { Job, Logger } from '@panda-pilot/core';
import type { JobUpdate } from '@panda-pilot/panda-client';
import type { AgentContext } from './context.ts';
import type { JobOrders } from './job-orders.ts';

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
}

/**
 * Signs of life on a timer of their own, whatever else happens: they tell the state and bring orders back. Every `orderPollMs` that is
 * cheap for the server, because nothing but the state is said.
 */
export function createStatusUpdates(
  context: Pick<AgentContext, 'updateFacts' | 'updates' | 'times'>,
  job: Job,
  deps: StatusUpdateDeps,
): StatusUpdates {
  const { updateFacts, updates, times } = context;
  const closing = new AbortController();
  let state: 'starting' | 'running' = 'starting';
  let waiting = false;
  let underWay = false;
  let timer: NodeJS.Timeout | undefined;

  const sendOnce = async (): Promise<void> => {
    const { signal } = closing;
    const { pandaId: jobId, attemptNumber } = job;
    try {
      const stdout = deps.orders.debug ? await deps.debugOutput() : undefined;
      const update: JobUpdate = { ...updateFacts, jobId, state, attemptNumber };
      const answer = await updates.updateJob({ ...update, ...(stdout === undefined ? {} : { stdout }) }, { signal });
      if (!signal.aborted) deps.orders.hear(answer.commands);
    } catch (error) {
      if (!signal.aborted)
        deps.logger.warn({ err: error, state }, 'an update did not get through; the next one tells more');
    }
  };
  const send = async (): Promise<void> => {
    underWay = true;
    while (waiting && !closing.signal.aborted) {
      waiting = false;
      await sendOnce();
    }
    underWay = false;
    if (!closing.signal.aborted) {
      clearTimeout(timer);
      timer = setTimeout(() => say(state), deps.orders.debug ? times.debugHeartbeatMs : times.heartbeatMs);
    }
  };
  const say = (newest: typeof state): void => {
    state = newest;
    waiting = true;
    if (!underWay) void send();
  };
  return {
    say,
    close() {
      clearTimeout(timer);
      closing.abort();
    },
  };
}
