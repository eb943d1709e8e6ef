import { join } from 'node:path';
import type { Logger } from '@panda-pilot/core';
import type { PandaClient } from '@panda-pilot/panda-client';
import { heartbeatName, writeAttributes } from './harvester/attributes-file.ts';
import type { HarvesterExchange } from './harvester/exchange.ts';

/** Where updates of jobs go: the server, and beside it or instead of it the files that Harvester reads. */
export type UpdateLine = Pick<PandaClient, 'updateJob'>;

/**
 * The server hears every update, unless the site has it that Harvester alone is told; then an update counts as taken once it is in
 * Harvester's file, or in `heartbeat.json` where there is no Harvester either.
 */
export function createUpdateLine(given: {
  readonly client: UpdateLine;
  readonly serverUpdates: boolean;
  readonly exchange: HarvesterExchange | undefined;
  readonly directory: string;
  readonly logger: Logger;
}): UpdateLine {
  const { client, serverUpdates, exchange, directory, logger } = given;
  return {
    async updateJob(update, call) {
      const told = exchange?.tellState(update);
      if (serverUpdates) return await client.updateJob(update, call);
      await (told ?? writeAttributes(join(directory, heartbeatName), update, new Date()).catch(warn));
      return { commands: [] };
    },
  };
  function warn(error: unknown): void {
    logger.warn({ err: error }, 'the sign of life could not be written');
  }
}
