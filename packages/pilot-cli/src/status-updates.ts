import type { Job, Logger } from '@panda-pilot/core';
import type { PandaClient, ServerCommand } from '@panda-pilot/panda-client';
import type { AgentContext } from './context.ts';

/** Tells the server what a job is doing; never in the way of the job. */
export interface StatusUpdates {
  /** Sends the state as soon as the update before it is through; of several that wait only the newest is sent. */
  say(state: 'starting' | 'running'): void;
  /** Ends heartbeats and an update that is under way: the final one makes them moot. */
  close(): void;
}

/** Heartbeats come on a timer of their own, whatever else happens. `onCommands` hears what the server answers. */
export function createStatusUpdates(
  context: Pick<AgentContext, 'client' | 'node' | 'pilotId' | 'queuedata' | 'times'>,
  job: Job,
  to: { readonly logger: Logger; onCommands(commands: readonly ServerCommand[]): void },
): StatusUpdates {
  const closing = new AbortController();
  let state: 'starting' | 'running' = 'starting';
  let waiting = false;
  let underWay = false;
  const send = async (): Promise<void> => {
    underWay = true;
    try {
      while (waiting && !closing.signal.aborted) {
        waiting = false;
        await sendOnce(context.client, closing.signal);
      }
    } finally {
      underWay = false;
    }
  };
  const sendOnce = async (client: PandaClient, signal: AbortSignal): Promise<void> => {
    const { node, pilotId, queuedata } = context;
    try {
      const answer = await client.updateJob(
        { jobId: job.pandaId, state, attemptNumber: job.attemptNumber, siteName: queuedata.resource, node, pilotId },
        { signal },
      );
      if (!signal.aborted) to.onCommands(answer.commands);
    } catch (error) {
      if (!signal.aborted)
        to.logger.warn({ err: error, state }, 'an update did not get through; the next one tells more');
    }
  };
  const say = (newest: typeof state): void => {
    state = newest;
    waiting = true;
    if (!underWay) void send();
  };
  const heartbeat = setInterval(() => say(state), context.times.heartbeatMs);
  return {
    say,
    close() {
      clearInterval(heartbeat);
      closing.abort();
    },
  };
}
