import { join } from 'node:path';
import type { Logger } from '@panda-pilot/core';
import type { CallBounds, JobUpdate, PandaClient, ServerCommand } from '@panda-pilot/panda-client';
import { heartbeatName, writeAttributes } from '../harvester/attributes-file.ts';
import type { HarvesterExchange } from '../harvester/exchange.ts';

/** Where updates of jobs go: the server, and beside it or instead of it the files that Harvester reads. */
export interface UpdateLine extends Pick<PandaClient, 'updateJob'> {
  /** Whether the server itself is told; otherwise Harvester is. */
  readonly toServer: boolean;
  /** What the server orders for a running job, asked for as cheaply as its API allows; undefined when that told nothing new. */
  orders(job: RunningJob, call?: CallBounds): Promise<readonly ServerCommand[] | undefined>;
}

/** What a look for orders names. */
export type RunningJob = Pick<JobUpdate, 'jobId' | 'attemptNumber'> & { readonly state: 'starting' | 'running' };

/**
 * The server hears every update, unless the site has it that Harvester alone is told; then an update counts as taken once it is in
 * Harvester's file, or in `heartbeat.json` where there is no Harvester either.
 */
export function createUpdateLine(given: {
  readonly client: Pick<PandaClient, 'api' | 'checkJobs' | 'updateJob'>;
  readonly serverUpdates: boolean;
  readonly exchange: HarvesterExchange | undefined;
  readonly directory: string;
  readonly logger: Logger;
}): UpdateLine {
  const { client, serverUpdates, exchange, directory, logger } = given;
  return {
    toServer: serverUpdates,
    async updateJob(update, call) {
      const told = exchange?.tellState(update);
      if (serverUpdates) return await client.updateJob(update, call);
      if (told === undefined) await writeAttributes(join(directory, heartbeatName), update, new Date()).catch(warn);
      const problem = await told;
      if (problem !== undefined) throw problem;
      return { commands: [] };
    },
    async orders(job, call) {
      return serverUpdates ? await ordersFrom(client, job, call) : undefined;
    },
  };
  function warn(error: unknown): void {
    logger.warn({ err: error }, 'the sign of life could not be written');
  }
}

/**
 * The classic API tells kill orders to whoever looks, and not whether debug mode is on. Today's tells its orders in answers to updates
 * only: there the shortest of updates is the look, job, state and attempt.
 */
async function ordersFrom(
  client: Pick<PandaClient, 'api' | 'checkJobs' | 'updateJob'>,
  job: RunningJob,
  call: CallBounds | undefined,
): Promise<readonly ServerCommand[] | undefined> {
  if (client.api === 'classic') {
    const [check] = await client.checkJobs([job.jobId], call);
    const kills = check?.commands?.filter(({ kind }) => kind === 'tobekilled' || kind === 'softkill');
    return kills === undefined || kills.length === 0 ? undefined : kills;
  }
  return (await client.updateJob(job, call)).commands;
}
