import type { Logger } from '@panda-pilot/core';
import type { PandaClient } from '../panda-client.ts';
import type { Transport } from '../transport/transport.ts';
import { createV1Api } from './call.ts';
import { credentialMethods } from './credentials.ts';
import { eventMethods } from './events.ts';
import { jobMethods } from './jobs.ts';
import { systemMethods } from './system.ts';
import { workerMethods } from './workers.ts';

/** A client that speaks `/api/v1` over `transport` to the server at `origin`. */
export function createV1Client(transport: Transport, origin: string, logger: Logger): PandaClient {
  const api = createV1Api(transport, origin, logger);
  return {
    api: 'v1',
    ...jobMethods(api),
    ...workerMethods(api),
    ...eventMethods(api),
    ...credentialMethods(api),
    ...systemMethods(api),
    close: () => transport.close(),
  };
}
